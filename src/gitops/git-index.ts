import { spawnSync } from 'node:child_process';

/** Has git a file of that repository? Undefined where there is no git to ask, or no repository of its own. */
export function isInIndex(root: string, path: string): boolean | undefined {
  const { status, stdout } = spawnSync('git', ['ls-files', '--', path], { cwd: root, encoding: 'utf8' });
  return status === 0 ? stdout !== '' : undefined;
}
