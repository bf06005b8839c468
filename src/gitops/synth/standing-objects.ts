import { loadAll } from 'js-yaml';
import type { Synthesis } from './synthesis';
import { ifReadable } from '../../text/if-readable';

/** Reads files of an earlier synth. */
export type Standing = Pick<Synthesis, 'standing'>;

/** The committed objects in a file of a managed folder; empty if it does not exist or is not valid YAML. */
export function standingObjects(at: Standing, folder: string, file: string): unknown[] {
  const text = at.standing(folder, file);
  return (text === undefined ? undefined : ifReadable(() => loadAll(text))) ?? [];
}
