import { posix } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { loadAll } from 'js-yaml';
import { mappingAt, type Mapping } from '../../text/mapping';
import type { FileChange } from '../../gitops/plan/plan';
import type { Notice } from '../../text/refusal';
import { ifReadable } from '../../text/if-readable';

/** What applying the changes does to the running server; undefined if nothing happens. */
export function serverNotice(changes: readonly FileChange[]): Notice | undefined {
  const changed = (file: string): FileChange | undefined => {
    const change = changes.find(({ path }) => posix.basename(path) === file);
    // A 0-byte placeholder is not a server.
    return change?.action === 'update' && change.before?.length ? change : undefined;
  };
  const server = changed('statefulset.yaml');
  if (server !== undefined && !isDeepStrictEqual(...sides(server, 'spec', 'template'))) {
    const message = 'its pod template changes, so "kubectl apply" restarts the server';
    return { code: 'server-restarts', path: server.path, message };
  }
  const config = changed('configmap.yaml');
  if (config === undefined) return undefined;
  const [before, after] = sides(config, 'data');
  const files = Object.keys(after).filter((name) => before[name] !== after[name]);
  if (files.length === 0) return undefined;
  const message = `${files.join(', ')}: the running server reloads it within two minutes of "kubectl apply", without a restart`;
  return { code: 'server-reloads', path: config.path, message };
}

function sides({ before, after }: FileChange, ...keys: string[]): [Mapping, Mapping] {
  return [mappingAt(read(before), ...keys), mappingAt(read(after), ...keys)];
}

/** The first object of a file; undefined if it cannot be parsed. */
function read(bytes: Buffer | undefined): unknown {
  return ifReadable(() => loadAll(bytes?.toString('utf8') ?? '')[0]);
}
