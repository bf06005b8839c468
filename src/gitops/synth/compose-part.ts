import type { Mapping } from '../../text/mapping';

/** The entries of one part of a synth in the repository's compose file. */
export interface ComposePart {
  /** The environment and its database, for errors. */
  readonly name: string;
  readonly services: Readonly<Record<string, Mapping>>;
  readonly volumes: Readonly<Record<string, Mapping>>;
  /** The files that the services mount: content by path, relative to the compose file. */
  readonly files: ReadonlyMap<string, string>;
}
