import { loadAll } from 'js-yaml';
import { ifReadable } from '../../text/if-readable';
import { mappingAt, textAt, type Mapping } from '../../text/mapping';

/** The change of one object in a managed folder. */
export interface ObjectChange {
  readonly kind: string;
  readonly name: string;
  /** The path of its file. */
  readonly path: string;
  /** The committed object; undefined if there is none, or its file cannot be parsed. */
  readonly before: Mapping | undefined;
  readonly after: Mapping | undefined;
}

/** The changes of one file's objects. */
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

/** The same for files. New files are skipped: they remove nothing, parsing is slow, and a first synth has thousands. */
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
