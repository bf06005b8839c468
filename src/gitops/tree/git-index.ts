import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * A file as the last commit has it, or null where that has none. Undefined where there is no git to ask, or nothing is
 * committed.
 */
export function inLastCommit(root: string, path: string): string | null | undefined {
  if (isOutsideOfGit(root)) return undefined;
  const git = (...args: string[]): { status: number | null; stdout: string } =>
    spawnSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 30 });
  const { status, stdout } = git('show', `HEAD:./${path}`);
  if (status === 0) return stdout;
  return git('rev-parse', '--verify', '--quiet', 'HEAD').status === 0 ? null : undefined;
}

/** Has git a file of that repository? Undefined where there is no git to ask, or no repository of its own. */
export function isInIndex(root: string, path: string): boolean | undefined {
  if (isOutsideOfGit(root)) return undefined;
  const { status, stdout } = spawnSync('git', ['ls-files', '--', path], { cwd: root, encoding: 'utf8' });
  return status === 0 ? stdout !== '' : undefined;
}

/** The folder in which a repository's `.git` is: one lock for all that is written below it. */
export function workTreeOf(folder: string, from = folder): string {
  if (existsSync(join(from, '.git'))) return from;
  return dirname(from) === from ? folder : workTreeOf(folder, dirname(from));
}

/** Known without a start of git, which takes as long as all else that a synth asks the disk. */
function isOutsideOfGit(folder: string): boolean {
  return process.env['GIT_DIR'] === undefined && !existsSync(join(workTreeOf(realpathSync(folder)), '.git'));
}
