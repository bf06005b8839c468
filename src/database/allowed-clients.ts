import { URL_READERS } from '../backend/connection/url-readers';
import type { Synthesis } from '../gitops/synth/synthesis';
import { selectedBy } from '../gitops/tree/workload';
import type { NetworkPeer } from '../kubernetes/network-peers';

/**
 * The pods that read the URL of the database in FOLDER. NAMED: the namespace in the server's objects. NAMESPACE: the
 * namespace that they get.
 */
export function allowedClients(
  synthesis: Synthesis | undefined,
  folder: string,
  { named, namespace }: { readonly named: string | undefined; readonly namespace: string | undefined },
): NetworkPeer[] {
  const readers = URL_READERS.of(synthesis, folder);
  if (readers.length === 0) return [{ labels: {} }];
  return readers.map((reader) => {
    // Without a namespace, both are in the one of "kubectl apply". But if the database names one, it may be another.
    const from = reader.object.namespace ?? (named === undefined ? namespace : '*');
    const isOther = from !== undefined && from !== namespace;
    return { labels: selectedBy(reader), ...(isOther && { namespace: from }) };
  });
}

export function warnOfUnlabelled(synthesis: Synthesis, folder: string): void {
  const readers = URL_READERS.of(synthesis, folder);
  for (const { object } of readers.filter((one) => Object.keys(selectedBy(one)).length === 0)) {
    synthesis.warn({
      code: 'policy-open',
      path: object.path,
      message: `the pods of ${object.kind} ${object.name} have no label, so every pod of the namespace may connect to the database; add a label to them`,
    });
  }
}
