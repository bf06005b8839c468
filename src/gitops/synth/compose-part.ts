import type { Mapping } from '../../text/mapping';

/** What one part of a synth wants in the repository's compose file. */
export interface ComposePart {
  /** For people: which environment of what. */
  readonly name: string;
  readonly services: Readonly<Record<string, Mapping>>;
  readonly volumes: Readonly<Record<string, Mapping>>;
  /** What the services mount: path, relative to the compose file, to content. */
  readonly files: ReadonlyMap<string, string>;
}
