import { isDeepStrictEqual } from 'node:util';
import type { ObjectChange } from '../../gitops/plan/object-change';
import { mappingAt } from '../../text/mapping';
import type { Notice } from '../../text/refusal';

/** What applying the changes does to the running server, whose ConfigMap is CONFIG; undefined if nothing happens. */
export function serverNotice(changes: readonly ObjectChange[], config: string): Notice | undefined {
  // A 0-byte placeholder is not a server.
  const both = changes.filter(({ before, after }) => before !== undefined && after !== undefined);
  const server = both.find(({ kind }) => kind === 'StatefulSet');
  if (
    server !== undefined &&
    !isDeepStrictEqual(...([server.before, server.after].map(templateOf) as [unknown, unknown]))
  ) {
    const message = 'its pod template changes, so "kubectl apply" restarts the server';
    return { code: 'server-restarts', path: server.path, message };
  }
  const files = both.find(({ kind, name }) => kind === 'ConfigMap' && name === config);
  if (files === undefined) return undefined;
  const [before, after] = [mappingAt(files.before, 'data'), mappingAt(files.after, 'data')];
  const names = Object.keys(after).filter((name) => before[name] !== after[name]);
  if (names.length === 0) return undefined;
  const message = `${names.join(', ')}: the running server reloads it within two minutes of "kubectl apply", without a restart`;
  return { code: 'server-reloads', path: files.path, message };
}

function templateOf(server: unknown): unknown {
  return mappingAt(server, 'spec', 'template');
}
