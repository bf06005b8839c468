import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { knownContents } from './redaction/known-contents';
import type { Known } from './redaction/hidden-ranges';
import { maskSecrets } from './redaction/masking';
import { printable } from '../../text/printable';
import { isChange, type FileChange, type Plan } from './plan';

/** A plan's changes as a unified diff that `git apply` accepts, with secrets masked. */
export function unifiedDiff(plan: Plan): string {
  const changes = plan.changes.filter(isChange);
  const contents = changes.length === 0 ? new Map<string, Known>() : knownContents(plan.changes);
  return changes.map((change) => fileDiff(change, contents.get(change.path))).join('');
}

/** Compose files, whatever COMPOSE_FILE calls them: a diff of them has no context lines, since the user's own lines may contain a password. */
const OF_COMPOSE = /^["']?services["']?[ \t]*:/m;

function fileDiff(change: FileChange, known: Known): string {
  const path = printable(change.path);
  const before = textOf(change.before);
  const after = textOf(change.after);
  if (change.mode === 0o600 || change.untracked)
    return `# ${path}: ${printable(change.reason)}; its content is not shown\n`;
  if (before === undefined || after === undefined) return `# ${path}: ${change.action}, not text\n`;
  const shown = maskSecrets(before, after, change.path, change.holdsSecret ? 'secret' : known);
  const isPrivate = shown.hasSecrets || OF_COMPOSE.test(before + after);
  return createTwoFilesPatch(
    change.before === undefined ? '/dev/null' : `a/${path}`,
    change.after === undefined ? '/dev/null' : `b/${path}`,
    shown.before,
    shown.after,
    undefined,
    undefined,
    { context: isPrivate ? 0 : 3, headerOptions: FILE_HEADERS_ONLY },
  );
}

/** Undefined for bytes that are not text: `git apply` could not restore them from a diff. */
function textOf(bytes: Buffer | undefined): string | undefined {
  const text = bytes?.toString('utf8') ?? '';
  const isText = !text.includes('\0') && (bytes === undefined || Buffer.from(text, 'utf8').equals(bytes));
  return isText ? text : undefined;
}
