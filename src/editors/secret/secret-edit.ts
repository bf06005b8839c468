import type { Splice } from '../../text/edited';
import type { Part } from './secret-object';

/** A way to give a key its value: in which part, as what string of the YAML, and by what change of the text. */
export interface SecretEdit {
  readonly part: Part;
  readonly written: string;
  readonly splices: readonly Splice[];
}
