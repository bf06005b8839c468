import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DEFAULT_BASE } from '../gitops/tree/find-base';
import { workTreeOf } from '../gitops/tree/git-index';
import { CONFIGURATION } from './project';

/**
 * Makes the repository the current folder, as if the command were started there: the next folder upwards that has a
 * cdk8s.yaml or the base, up to the root of the git repository; else that root. Outside of git it is the current folder.
 */
export function enterRepository(base = DEFAULT_BASE): void {
  const start = resolve('.');
  const root = workTreeOf(start);
  const found = foldersUpTo(start, root).find((folder) => isProject(folder, base)) ?? root;
  if (found !== start) process.chdir(found);
}

function foldersUpTo(folder: string, root: string): string[] {
  return folder === root ? [folder] : [folder, ...foldersUpTo(dirname(folder), root)];
}

function isProject(folder: string, base: string): boolean {
  return (
    existsSync(join(folder, CONFIGURATION)) ||
    statSync(join(folder, base), { throwIfNoEntry: false })?.isDirectory() === true
  );
}
