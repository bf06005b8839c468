import { readdirSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import { ifReadable } from '../../text/if-readable';
import { INVENTORY } from './inventory';
import { isKustomization } from './kustomize-tree';
import { readRegularFile } from './regular-file';

/** The kustomizations and the files that may be manifests, in a part of a repository's folders. */
export interface ManifestFolders {
  /** Relative to the root, in the order of their paths, as all lists here. */
  readonly kustomizations: readonly string[];
  readonly manifests: readonly string[];
  /** False if there are more folders than were looked into. */
  readonly isComplete: boolean;
  /** A file's text; undefined if it is not readable. */
  readonly read: (path: string) => string | undefined;
}

/** More folders than a repository has, and fewer than a home folder: somebody may run this anywhere. */
const MOST_FOLDERS = 10_000;
const DEEPEST = 6;

/** What packages, environments and builds put into a repository, and Flux's own controllers. */
const NOT_OF_THE_APPLICATION = new Set([
  'node_modules',
  'vendor',
  'venv',
  '__pycache__',
  'target',
  'flux-system',
]);

/** Looks into the folders of a repository, the upper ones first. */
export function walkManifests(root: string): ManifestFolders {
  const kustomizations: string[] = [];
  const manifests: string[] = [];
  let level = ['.'];
  let count = 0;
  for (let depth = 0; depth <= DEEPEST && level.length > 0 && count <= MOST_FOLDERS; depth += 1) {
    const next: string[] = [];
    for (const folder of level) {
      if ((count += 1) > MOST_FOLDERS) break;
      const entries = ifReadable(() => readdirSync(join(root, folder), { withFileTypes: true })) ?? [];
      // What a synth wrote, such as dist/.
      if (entries.some(({ name }) => name === INVENTORY)) continue;
      const pathOf = ({ name }: Dirent): string => (folder === '.' ? name : `${folder}/${name}`);
      next.push(...entries.filter(isOfTheApplication).map(pathOf));
      const files = entries.filter((entry) => entry.isFile()).map(pathOf);
      kustomizations.push(...files.filter(isKustomization));
      manifests.push(...files.filter((file) => /\.(?:ya?ml|json)$/.test(file) && !isKustomization(file)));
    }
    level = next;
  }
  return {
    kustomizations: kustomizations.sort(),
    manifests: manifests.sort(),
    isComplete: count <= MOST_FOLDERS,
    read: (path) => ifReadable(() => readRegularFile(join(root, path), path))?.toString('utf8'),
  };
}

function isOfTheApplication(entry: Dirent): boolean {
  return entry.isDirectory() && !entry.name.startsWith('.') && !NOT_OF_THE_APPLICATION.has(entry.name);
}
