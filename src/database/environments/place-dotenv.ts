import { posix } from 'node:path';
import { setVariables, variablesOf } from '../../editors/dotenv/dotenv-editor';
import { ignorePaths, takesBack } from '../../editors/gitignore-editor';
import { isInIndex } from '../../gitops/tree/git-index';
import { Refusal } from '../../text/refusal';
import type { Synthesis } from '../../gitops/synth/synthesis';

const IGNORED = '.gitignore';

/** `${NAME}`, and nothing else. */
const REFERENCE = /^\$\{\w+\}$/;

/** Names that a .env file may have: what is called so is hidden where a plan is shown, and no program's. */
export const DOTENV_FILE = /^(?:[\w-][\w.-]*\/)*\.env[\w.-]*$/;

/** What a .env file says of a variable by now. */
export function valueIn(synthesis: Synthesis, path: string, variable: string): string | undefined {
  const value = variablesOf(synthesis.textIfThere(path) ?? '').get(variable);
  return value === '' ? undefined : value;
}

/** @throws Refusal where another environment or database says the same variable of the same file; KEYS have a prop */
export function claimVariables(
  synthesis: Synthesis,
  path: string,
  variables: Iterable<string>,
  keys: readonly string[],
): void {
  for (const name of variables) {
    const remedy = keys.includes(name) ? 'dotenv.file or dotenv.key' : 'dotenv.file';
    synthesis.claim(path, name, `is for two environments or databases; give each its own ${remedy}`);
  }
}

/** Has git ignore a .env file with a password. @throws Refusal where it is another file's name */
export function ignoreDotenv(synthesis: Synthesis, path: string): void {
  if (synthesis.repository.isLink(path)) {
    const message = 'is a symbolic link, and a password would be written to where it leads; put a file there';
    throw Refusal.of('linked-file', path, message);
  }
  const taken = foldersOf(path).find((folder) => {
    return takesBack(synthesis.textIfThere(`${folder}/${IGNORED}`) ?? '', posix.relative(folder, path));
  });
  if (taken !== undefined) {
    const message = `is taken back by ${taken}/${IGNORED}, so that git would have its password; take that line out, or give another dotenv.file`;
    throw Refusal.of('not-ignored', path, message);
  }
  const before = synthesis.textIfThere(IGNORED) ?? '';
  const ignored = ignorePaths(before, [`/${path}`]);
  const isThere = synthesis.textIfThere(path) !== undefined;
  if (isThere && (isInIndex(synthesis.repository.root, path) ?? ignored.text !== before)) {
    const message =
      'gets a password, and git has the file, or may have it; git rm --cached it before you commit';
    synthesis.warn({ code: 'maybe-tracked', path, message });
  }
  synthesis.edit(IGNORED, ignored.text, `keeps ${path} out of git`);
}

/** Those that a path is in, but for the root. */
function foldersOf(path: string): string[] {
  const folder = posix.dirname(path);
  return folder === '.' ? [] : [folder, ...foldersOf(folder)];
}

/** Sets the variables of a .env file with a password in it. @throws Refusal */
export function placeSecretDotenv(
  synthesis: Synthesis,
  path: string,
  variables: ReadonlyMap<string, string>,
): void {
  place(synthesis, path, variables, { reason: 'the URL and its password', untracked: true });
}

/** Sets the variables of a .env file that holds references. What is no reference there stays. @throws Refusal */
export function placeReferences(
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
    const message = `has a value for ${name} and no reference; left as it is: put it where production has its secrets, and take it out of the file`;
    synthesis.warn({ code: 'secret-in-file', path, message });
  }
  const others = new Map([...variables].filter(([name]) => !kept.some(([other]) => other === name)));
  // Where git is told to ignore it, a clone has it not.
  const text = synthesis.textIfThere(IGNORED) ?? '';
  const untracked = ignorePaths(text, [`/${path}`]).text === text;
  place(synthesis, path, others, { reason: 'where the URL comes from', untracked });
}

function place(
  synthesis: Synthesis,
  path: string,
  variables: ReadonlyMap<string, string>,
  { reason, untracked }: { readonly reason: string; readonly untracked: boolean },
): void {
  const { text, warnings } = setVariables(synthesis.textIfThere(path) ?? '', variables, path);
  warnings.forEach((warning) => synthesis.warn(warning));
  synthesis.edit(path, text, reason, { untracked });
}

/** @throws Refusal for a password that a .env file would take for a reference */
export function refuseReference(password: string, variable: string): void {
  if (!REFERENCE.test(password)) return;
  throw Refusal.of('env-value', variable, 'is a reference and no password; give the password itself');
}
