import { URL_READERS } from '../backend/connection/url-readers';
import type { Synthesis } from '../gitops/synth/synthesis';
import { selectedBy } from '../gitops/tree/workload';
import type { NetworkPeer } from '../kubernetes/network-peers';

/**
 * The pods that read the URL of the database in FOLDER, as the synth found them. NAMED: the namespace that the server's
 * objects name. NAMESPACE: the one that they are in.
 */
export function allowedClients(
  synthesis: Synthesis | undefined,
  folder: string,
  { named, namespace }: { readonly named: string | undefined; readonly namespace: string | undefined },
): NetworkPeer[] {
  const readers = URL_READERS.of(synthesis, folder);
  if (readers.length === 0) return [{ labels: {} }];
  return readers.map((reader) => {
    // One without a namespace is wherever "kubectl apply" is told, as the database is, unless that has been told.
    const there = reader.object.namespace ?? (named === undefined ? namespace : '*');
    const isElsewhere = there !== undefined && there !== namespace;
    return { labels: selectedBy(reader), ...(isElsewhere && { namespace: there }) };
  });
}

export function warnOfUnlabelled(synthesis: Synthesis, folder: string): void {
  const readers = URL_READERS.of(synthesis, folder);
  for (const { object } of readers.filter((one) => Object.keys(selectedBy(one)).length === 0)) {
    synthesis.warn({
      code: 'policy-open',
      path: object.path,
      message: `the pods of ${object.kind} ${object.name} have no label, so every pod of the namespace may connect to the database; give them one`,
    });
  }
}
