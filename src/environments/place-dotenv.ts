import { posix } from 'node:path';
import { setVariables, variablesOf } from '../gitops/dotenv-editor';
import { ignorePaths } from '../gitops/gitignore-editor';
import type { Synthesis } from '../gitops/synthesis';
import { PASSWORD_VARIABLE } from './dotenv-file';

/** The password that a .env file holds already. */
export function keptPassword(synthesis: Pick<Synthesis, 'textIfThere'>, path: string): string | undefined {
  const password = variablesOf(synthesis.textIfThere(path) ?? '').get(PASSWORD_VARIABLE);
  return password === '' || password?.includes('$') ? undefined : password;
}

/** Sets variables in a .env file, all else of which stays. @throws Refusal */
export function placeDotenv(
  synthesis: Synthesis,
  path: string,
  variables: ReadonlyMap<string, string>,
  { isSecret }: { readonly isSecret: boolean },
): void {
  const { text, warnings } = setVariables(synthesis.textIfThere(path) ?? '', variables, path);
  warnings.forEach((warning) => synthesis.warn(warning));
  if (isSecret) {
    const ignored = ignorePaths(synthesis.textIfThere(IGNORED) ?? '', [`/${posix.normalize(path)}`]);
    synthesis.edit(IGNORED, ignored.text, `keeps ${path} out of git`);
  }
  const reason = isSecret ? 'the URL and its password' : 'where the URL comes from';
  synthesis.edit(path, text, reason, { untracked: isSecret });
}

const IGNORED = '.gitignore';
