import { posix, relative, sep } from 'node:path';

/** A path as a plan and a kustomization spell it: with `/`, whatever the machine uses. */
export function toPosix(path: string): string {
  return sep === '/' ? path : path.split(sep).join('/');
}

/** Is PATH, absolute, the folder itself or something in it? */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`) || /^[A-Za-z]:|^\//.test(way));
}

/** Does a relative path lead out of where it starts, or is it not relative at all? */
export function escapes(path: string): boolean {
  const normal = posix.normalize(toPosix(path));
  return normal === '..' || normal.startsWith('../') || posix.isAbsolute(normal) || /^[A-Za-z]:/.test(normal);
}
