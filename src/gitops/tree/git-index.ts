import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A file's content in the last commit; null if it is not in it. Undefined without git or without a commit. */
export function inLastCommit(root: string, path: string): string | null | undefined {
  if (isOutsideOfGit(root)) return undefined;
  const git = (...args: string[]): { status: number | null; stdout: string } =>
    spawnSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 30 });
  const { status, stdout } = git('show', `HEAD:./${path}`);
  if (status === 0) return stdout;
  return git('rev-parse', '--verify', '--quiet', 'HEAD').status === 0 ? null : undefined;
}

/** True if git tracks the file. Undefined without git, or if the folder is not in a git repository. */
export function isInIndex(root: string, path: string): boolean | undefined {
  if (isOutsideOfGit(root)) return undefined;
  const { status, stdout } = spawnSync('git', ['ls-files', '--', path], { cwd: root, encoding: 'utf8' });
  return status === 0 ? stdout !== '' : undefined;
}

/** The folder that contains `.git`; FOLDER itself without one. All runs below it share one lock. */
export function workTreeOf(folder: string, from = folder): string {
  if (existsSync(join(from, '.git'))) return from;
  return dirname(from) === from ? folder : workTreeOf(folder, dirname(from));
}

/** True if the folder is in a git repository. */
export function isInGit(root: string): boolean {
  return !isOutsideOfGit(root);
}

/** Checked without git, whose start takes as long as all other disk access of a synth. */
function isOutsideOfGit(folder: string): boolean {
  return process.env['GIT_DIR'] === undefined && !existsSync(join(workTreeOf(realpathSync(folder)), '.git'));
}
