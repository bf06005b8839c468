import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { maskSecrets, mentionsSecret } from './masking';
import { isChange, type FileChange, type Plan } from './plan';

/** What a plan changes, as `git apply` and reviewers read it; secrets masked. */
export function unifiedDiff(plan: Plan): string {
  return plan.changes.filter(isChange).map(fileDiff).join('');
}

/** What else stands in it is nobody's concern, and may be a password. */
const HAS_OTHERS = /(?:^|\/)(?:docker-)?compose\.ya?ml$/;

function fileDiff(change: FileChange): string {
  const before = textOf(change.before);
  const after = textOf(change.after);
  if (change.mode === 0o600 || change.untracked)
    return `# ${change.path}: ${change.reason}; its content is not shown\n`;
  if (before === undefined || after === undefined) return `# ${change.path}: ${change.action}, not text\n`;
  const shown = maskSecrets(before, after, change.path);
  const secret = mentionsSecret(before) || mentionsSecret(after) || HAS_OTHERS.test(change.path);
  return createTwoFilesPatch(
    change.before === undefined ? '/dev/null' : `a/${change.path}`,
    change.after === undefined ? '/dev/null' : `b/${change.path}`,
    shown.before,
    shown.after,
    undefined,
    undefined,
    { context: secret ? 0 : 3, headerOptions: FILE_HEADERS_ONLY },
  );
}

/** undefined where bytes are no text that could be put together again from what is shown. */
function textOf(bytes: Buffer | undefined): string | undefined {
  const text = bytes?.toString('utf8') ?? '';
  const isText = !text.includes('\0') && (bytes === undefined || Buffer.from(text, 'utf8').equals(bytes));
  return isText ? text : undefined;
}
