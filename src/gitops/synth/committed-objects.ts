import { loadAll } from 'js-yaml';
import type { Synthesis } from './synthesis';
import { ifReadable } from '../../text/if-readable';

/** Reads files of an earlier synth. */
export type CommittedFiles = Pick<Synthesis, 'committedText'>;

/** The committed objects in a file of a managed folder; empty if it does not exist or is not valid YAML. */
export function committedObjects(at: CommittedFiles, folder: string, file: string): unknown[] {
  const text = at.committedText(folder, file);
  return (text === undefined ? undefined : ifReadable(() => loadAll(text))) ?? [];
}
