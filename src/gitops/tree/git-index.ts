import { spawnSync } from 'node:child_process';

/**
 * A file as the last commit has it, or null where that has none. Undefined where there is no git to ask, or nothing is
 * committed.
 */
export function inLastCommit(root: string, path: string): string | null | undefined {
  const git = (...args: string[]): { status: number | null; stdout: string } =>
    spawnSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 30 });
  const { status, stdout } = git('show', `HEAD:./${path}`);
  if (status === 0) return stdout;
  return git('rev-parse', '--verify', '--quiet', 'HEAD').status === 0 ? null : undefined;
}

/** Has git a file of that repository? Undefined where there is no git to ask, or no repository of its own. */
export function isInIndex(root: string, path: string): boolean | undefined {
  const { status, stdout } = spawnSync('git', ['ls-files', '--', path], { cwd: root, encoding: 'utf8' });
  return status === 0 ? stdout !== '' : undefined;
}
