import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PROJECT } from './project';

/** The example's backend: its code, and the tests of it. */
export const BACKEND = join(PROJECT, 'examples', 'chatbot', 'backend');

/** Runs all of them, from the backend's folder. */
export const TESTS = ['-B', '-m', 'unittest', '--verbose'] as const;

/** What unittest says of a run that went well: how many tests there were. */
export function passed(said: string): number {
  const [, count] = /^Ran (\d+) tests? in [^\n]*\n\nOK$/m.exec(said.trimEnd()) ?? [];
  if (count === undefined) throw new Error(`not all tests passed:\n${said}`);
  return Number(count);
}

/** Its Python by path. */
export async function backendFiles(): Promise<Record<string, string>> {
  const paths = ['app', 'tests'].map(async (folder) => {
    const names = (await readdir(join(BACKEND, folder))).filter((name) => name.endsWith('.py'));
    return names.map((name) => `${folder}/${name}`);
  });
  const all = (await Promise.all(paths)).flat();
  const contents = await Promise.all(all.map(async (path) => await readFile(join(BACKEND, path), 'utf8')));
  return Object.fromEntries(all.map((path, index) => [path, contents[index] ?? '']));
}
