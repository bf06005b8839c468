import { posix, relative, sep } from 'node:path';

/** A path with `/` as its separator, as plans and kustomizations write it on every operating system. */
export function toPosix(path: string): string {
  return sep === '/' ? path : path.split(sep).join('/');
}

/** True if PATH, which is absolute, is the folder itself or inside it. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`) || /^[A-Za-z]:|^\//.test(way));
}

/** True if a path is absolute, or leaves the folder that it is relative to. */
export function escapes(path: string): boolean {
  const normal = posix.normalize(toPosix(path));
  return normal === '..' || normal.startsWith('../') || posix.isAbsolute(normal) || /^[A-Za-z]:/.test(normal);
}
