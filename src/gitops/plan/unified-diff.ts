import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { whatIsSaid } from './redaction/kustomized-files';
import type { Known } from './redaction/hidden-places';
import { maskSecrets } from './redaction/masking';
import { printable } from '../../text/printable';
import { isChange, type FileChange, type Plan } from './plan';

/** What a plan changes, as `git apply` and reviewers read it; secrets masked. */
export function unifiedDiff(plan: Plan): string {
  const changes = plan.changes.filter(isChange);
  const said = changes.length === 0 ? new Map<string, Known>() : whatIsSaid(plan.changes);
  return changes.map((change) => fileDiff(change, said.get(change.path))).join('');
}

/** What else stands in it is nobody's concern, and may be a password. */
const HAS_OTHERS = /(?:^|\/)(?:docker-)?compose\.ya?ml$/;

function fileDiff(change: FileChange, said: Known): string {
  const path = printable(change.path);
  const before = textOf(change.before);
  const after = textOf(change.after);
  if (change.mode === 0o600 || change.untracked)
    return `# ${path}: ${printable(change.reason)}; its content is not shown\n`;
  if (before === undefined || after === undefined) return `# ${path}: ${change.action}, not text\n`;
  const shown = maskSecrets(before, after, change.path, change.holdsSecret ? 'secret' : said);
  const isPrivate = shown.hasSecrets || HAS_OTHERS.test(change.path);
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

/** undefined where bytes are no text that could be put together again from what is shown. */
function textOf(bytes: Buffer | undefined): string | undefined {
  const text = bytes?.toString('utf8') ?? '';
  const isText = !text.includes('\0') && (bytes === undefined || Buffer.from(text, 'utf8').equals(bytes));
  return isText ? text : undefined;
}
