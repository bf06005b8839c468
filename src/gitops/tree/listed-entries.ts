import { posix } from 'node:path';
import { listAt } from '../../text/mapping';

/** The lists of a kustomization that name the files and folders which it builds on. */
export const LISTS = ['resources', 'bases', 'components'] as const;

/** What the kustomization of FOLDER lists, relative to the repository's root. */
export function listedIn(folder: string, data: unknown): string[] {
  return LISTS.flatMap((list) => [...listAt(data, list)])
    .filter((entry) => typeof entry === 'string')
    .map((entry) => posix.join(folder, entry).replace(/(?<=.)\/$/, ''));
}
