import { posix } from 'node:path';
import { setVariables, variablesOf } from '../../editors/dotenv/dotenv-editor';
import { ignorePaths, takesBack } from '../../editors/gitignore-editor';
import { isInIndex } from '../../gitops/tree/git-index';
import { Refusal } from '../../text/refusal';
import type { Synthesis } from '../../gitops/synth/synthesis';

const IGNORED = '.gitignore';

/** Exactly `${NAME}`. */
const REFERENCE = /^\$\{\w+\}$/;

/** Allowed names of a .env file: a plan's output masks files of these names, and no program's code has one. */
export const DOTENV_FILE = /^(?:[\w-][\w.-]*\/)*\.env[\w.-]*$/;

/** The current value of a variable in a .env file; undefined if it is empty. */
export function valueIn(synthesis: Synthesis, path: string, variable: string): string | undefined {
  const value = variablesOf(synthesis.textIfExists(path) ?? '').get(variable);
  return value === '' ? undefined : value;
}

/** @throws Refusal if two environments or databases set the same variable of a file. KEYS can be changed by dotenv.key */
export function reserveVariables(
  synthesis: Synthesis,
  path: string,
  variables: Iterable<string>,
  keys: readonly string[],
): void {
  for (const name of variables) {
    const remedy = keys.includes(name) ? 'dotenv.file or dotenv.key' : 'dotenv.file';
    synthesis.reserve(path, name, `is for two environments or databases; give each its own ${remedy}`);
  }
}

/** Makes git ignore a .env file with a password. @throws Refusal if the file is a link or cannot be ignored */
export function ignoreDotenv(synthesis: Synthesis, path: string): void {
  if (synthesis.repository.isLink(path)) {
    const message = 'is a symbolic link, and a password would be written to its target; replace it by a file';
    throw Refusal.of('linked-file', path, message);
  }
  const unignoring = foldersOf(path).find((folder) => {
    return takesBack(synthesis.textIfExists(`${folder}/${IGNORED}`) ?? '', posix.relative(folder, path));
  });
  if (unignoring !== undefined) {
    const message = `is not ignored because of a line in ${unignoring}/${IGNORED}, so git would track its password; remove that line, or give another dotenv.file`;
    throw Refusal.of('not-ignored', path, message);
  }
  const before = synthesis.textIfExists(IGNORED) ?? '';
  const ignored = ignorePaths(before, [`/${path}`]);
  const isThere = synthesis.textIfExists(path) !== undefined;
  if (isThere && (isInIndex(synthesis.repository.root, path) ?? ignored.text !== before)) {
    const message =
      'gets a password, but git tracks the file, or may track it; run git rm --cached on it before you commit';
    synthesis.warn({ code: 'maybe-tracked', path, message });
  }
  synthesis.edit(IGNORED, ignored.text, `keeps ${path} out of git`);
}

/** The folders above a path, without the root. */
function foldersOf(path: string): string[] {
  const folder = posix.dirname(path);
  return folder === '.' ? [] : [folder, ...foldersOf(folder)];
}

/** Sets the variables of a .env file with a password in it. @throws Refusal */
export function writeSecretDotenv(
  synthesis: Synthesis,
  path: string,
  variables: ReadonlyMap<string, string>,
): void {
  writeVariables(synthesis, path, variables, { reason: 'the URL and its password', untracked: true });
}

/** Sets the variables of a .env file with references. A value that is not a reference stays. @throws Refusal */
export function writeReferences(
  synthesis: Synthesis,
  path: string,
  variables: ReadonlyMap<string, string>,
): void {
  const isKept = (name: string): boolean => {
    const value = valueIn(synthesis, path, name);
    return value !== undefined && !REFERENCE.test(value);
  };
  const kept = [...variables].filter(([name, value]) => REFERENCE.test(value) && isKept(name));
  for (const [name] of kept) {
    const message = `has a value for ${name} instead of a reference, and was left unchanged: move the value to production's secrets, and remove it from the file`;
    synthesis.warn({ code: 'secret-in-file', path, message });
  }
  const others = new Map([...variables].filter(([name]) => !kept.some(([other]) => other === name)));
  // A file that git ignores is missing in a clone.
  const text = synthesis.textIfExists(IGNORED) ?? '';
  const untracked = ignorePaths(text, [`/${path}`]).text === text;
  writeVariables(synthesis, path, others, { reason: 'references to the URL', untracked });
}

function writeVariables(
  synthesis: Synthesis,
  path: string,
  variables: ReadonlyMap<string, string>,
  { reason, untracked }: { readonly reason: string; readonly untracked: boolean },
): void {
  const { text, warnings } = setVariables(synthesis.textIfExists(path) ?? '', variables, path);
  warnings.forEach((warning) => synthesis.warn(warning));
  synthesis.edit(path, text, reason, { untracked });
}

/** @throws Refusal for a password that a .env file would read as a reference */
export function refuseReference(password: string, variable: string): void {
  if (!REFERENCE.test(password)) return;
  throw Refusal.of('env-value', variable, 'is a reference, not a password; give the password itself');
}
