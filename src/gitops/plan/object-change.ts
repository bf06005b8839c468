import { loadAll } from 'js-yaml';
import { ifReadable } from '../../text/if-readable';
import { mappingAt, textAt, type Mapping } from '../../text/mapping';

/** What becomes of one object of a folder of ours. */
export interface ObjectChange {
  readonly kind: string;
  readonly name: string;
  /** The path of its file. */
  readonly path: string;
  /** As it stands; undefined where it does not, or nobody can read it. */
  readonly before: Mapping | undefined;
  readonly after: Mapping | undefined;
}

/** The objects of one file, as they stand and as they are to be. */
export function objectChanges(
  path: string,
  before: readonly unknown[],
  after: readonly unknown[],
): ObjectChange[] {
  const [old, now] = [before, after].map(byIdentity);
  return [...new Map([...(old ?? []), ...(now ?? [])])].map(([identity, { kind, name }]) => ({
    kind,
    name,
    path,
    before: old?.get(identity)?.object,
    after: now?.get(identity)?.object,
  }));
}

/** The same of files, of which those that are new take nothing away: a parse is dear, and a first synth has thousands. */
export function objectChangesIn(
  files: readonly {
    readonly path: string;
    readonly before: Buffer | undefined;
    readonly after: Buffer | undefined;
  }[],
): ObjectChange[] {
  return files.flatMap(({ path, before, after }) =>
    before === undefined ? [] : objectChanges(path, objectsIn(before), objectsIn(after)),
  );
}

interface Identified {
  readonly kind: string;
  readonly name: string;
  readonly object: Mapping;
}

function byIdentity(objects: readonly unknown[]): Map<string, Identified> {
  return new Map(
    objects.flatMap((one) => {
      const object = mappingAt(one);
      const kind = textAt(object, 'kind');
      const name = textAt(mappingAt(object, 'metadata'), 'name');
      return kind === undefined || name === undefined ? [] : [[`${kind} ${name}`, { kind, name, object }]];
    }),
  );
}

function objectsIn(bytes: Buffer | undefined): unknown[] {
  return ifReadable(() => loadAll(bytes?.toString('utf8') ?? '')) ?? [];
}
