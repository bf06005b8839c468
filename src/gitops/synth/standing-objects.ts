import { loadAll } from 'js-yaml';
import type { Synthesis } from './synthesis';
import { ifReadable } from '../../text/if-readable';

/** Where the objects of a folder stand that was synthesized before. */
export type Standing = Pick<Synthesis, 'standing'>;

/** The objects in a file of a folder of ours; none where there is no such file, or it is no YAML. */
export function standingObjects(at: Standing, folder: string, file: string): unknown[] {
  const text = at.standing(folder, file);
  return (text === undefined ? undefined : ifReadable(() => loadAll(text))) ?? [];
}
