import { posix } from 'node:path';

/** What is known about the application that reads the variable. */
export interface ApplicationHints {
  /** The name of its workload. @default - not known */
  readonly workload?: string;
  /** The image of its container. @default - not known */
  readonly image?: string;
}

/**
 * The files of the application that the hints name: those in a folder which is called as the workload or the image is, or
 * as a part of that name. All files if no folder is called so.
 */
export function ofApplication<T extends { readonly path: string }>(
  files: readonly T[],
  { workload, image }: ApplicationHints,
): readonly T[] {
  const names = [workload, imageName(image)]
    .filter((name) => name !== undefined)
    .map((name) => name.toLowerCase());
  const scores = files.map(({ path }) =>
    Math.max(0, ...names.flatMap((name) => foldersOf(path).map((folder) => likeness(folder, name)))),
  );
  const best = Math.max(0, ...scores);
  return best === 0 ? files : files.filter((_, index) => scores[index] === best);
}

/** `registry.example.org/team/shop-api:1@sha256:…` is shop-api. */
function imageName(image: string | undefined): string | undefined {
  return image?.replace(/@.*$/, '').split('/').at(-1)?.replace(/:.*$/, '');
}

/** The folders, and the name of a project file such as Catalog.csproj. */
function foldersOf(path: string): string[] {
  const project = /([^/]+)\.(?:cs|fs|vb)proj$/.exec(path)?.[1];
  const folders = posix.dirname(path).split('/');
  return (project === undefined ? folders : [...folders, project]).map((folder) =>
    folder.toLowerCase().replaceAll('_', '-'),
  );
}

/** Folders that every application has. */
const COMMON = new Set([
  '.',
  'src',
  'app',
  'apps',
  'services',
  'packages',
  'requirements',
  'main',
  'lib',
  'cmd',
  'docker',
  'deploy',
]);

/** 2: the same name; 1: a part of it, as `backend` is of `shop-backend`. */
function likeness(folder: string, name: string): number {
  if (folder === name) return 2;
  const isPart =
    folder.length > 2 && !COMMON.has(folder) && `-${name.replaceAll(/[._]/g, '-')}-`.includes(`-${folder}-`);
  return isPart ? 1 : 0;
}
