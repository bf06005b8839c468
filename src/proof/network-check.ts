import { isDeepStrictEqual } from 'node:util';
import type { ClusterObject } from '../gitops/tree/cluster-object';
import { selects } from '../gitops/tree/label-selector';
import type { Workload } from '../gitops/tree/workload';
import { INSTANCE_LABEL } from '../kubernetes/labels';
import { isMapping, listAt, mappingAt, textAt, type Mapping } from '../text/mapping';
import type { Built } from './built';
import type { ExpectedDatabase, Finding } from './expectation';
import type { BuiltServer } from './server-check';

interface Pods {
  readonly labels: Mapping;
  readonly namespace: string | undefined;
}

/** Whether the policies let in who uses the server, and nobody else. READERS: the workloads that use it. */
export function checkNetwork(
  built: Built,
  database: ExpectedDatabase,
  { pod, statefulSet }: BuiltServer,
  readers: readonly Workload[],
): Finding[] {
  const { namespace } = statefulSet;
  const finding = (fault: string, message: string, isWarning = false): Finding => ({
    code: 'build-network',
    fault: `${database.instance} ${fault}`,
    message,
    isWarning,
  });
  const holding = built
    .of('NetworkPolicy')
    .filter((policy) => policy.namespace === namespace && holdsIngress(policy, pod.labels));
  const own = holding.filter((policy) => isOurs(policy, database.instance));
  if (own.length === 0) {
    const message = `no NetworkPolicy of the tool's holds the server's pod, so every pod may connect to it`;
    return [finding('policy', message)];
  }
  const lets = (policies: readonly ClusterObject[], one: Pods): boolean =>
    policies.some((policy) =>
      admits(listAt(mappingAt(policy.manifest, 'spec'), 'ingress'), one, namespace, database.port),
    );
  const kept = readers
    .map((reader) => ({ object: reader.object, labels: reader.labels, namespace: reader.object.namespace }))
    .filter((reader) => !lets(holding, reader))
    .map(({ object }) =>
      finding(
        `keeps out ${object.kind}`,
        `NetworkPolicy ${own[0]?.name ?? ''} keeps ${object.kind} ${object.name} from the server`,
      ),
    );
  const names = new Set(readers.map(({ object }) => object));
  const strangers = [
    { what: 'every pod of the namespace', labels: {}, namespace },
    ...built.workloads
      .filter(({ object, labels }) => !names.has(object) && !(INSTANCE_LABEL in labels))
      .map(({ object, labels }) => ({
        what: `${object.kind} ${object.name}, which does not use the database,`,
        labels,
        namespace: object.namespace,
      })),
  ].filter((one) => !admits(database.ingress, one, namespace, database.port));
  const opened = strangers.flatMap((stranger) => {
    // Nobody can let in one of two workloads with the same labels.
    const isAlike = readers.some((reader) => isDeepStrictEqual(reader.labels, stranger.labels));
    if (lets(own, stranger)) {
      const message = `NetworkPolicy ${own[0]?.name ?? ''} lets ${stranger.what} connect to the server`;
      return [finding('lets in strangers', message, isAlike)];
    }
    const policy = holding.find((one) => lets([one], stranger));
    if (policy === undefined) return [];
    const message = `NetworkPolicy ${policy.name} of your own lets ${stranger.what} connect to the server`;
    return [finding(`opened by ${policy.name}`, message, true)];
  });
  return [...kept, ...opened.slice(0, 1)];
}

function isOurs({ manifest }: ClusterObject, instance: string): boolean {
  return mappingAt(manifest, 'metadata', 'labels')[INSTANCE_LABEL] === instance;
}

function holdsIngress({ manifest }: ClusterObject, labels: Mapping): boolean {
  const types = listAt(mappingAt(manifest, 'spec'), 'policyTypes');
  return (
    (types.length === 0 || types.includes('Ingress')) &&
    selects(mappingAt(manifest, 'spec', 'podSelector'), labels)
  );
}

/** True if ingress rules of a policy in HOME let PODS connect to PORT. */
function admits(
  rules: readonly unknown[],
  { labels, namespace }: Pods,
  home: string | undefined,
  port: number,
): boolean {
  return rules.some((rule) => {
    const ports = listAt(rule, 'ports');
    const peers = listAt(rule, 'from');
    const isPort = ports.length === 0 || ports.some((one) => hasPort(one, port));
    return isPort && (peers.length === 0 || peers.some((peer) => isPeer(peer, labels, namespace, home)));
  });
}

function hasPort(one: unknown, port: number): boolean {
  if ((textAt(one, 'protocol') ?? 'TCP') !== 'TCP' || !isMapping(one)) return false;
  const { port: from, endPort } = one;
  if (typeof from === 'number') return from <= port && port <= Number(endPort ?? from);
  return from === undefined || from === 'postgresql';
}

function isPeer(
  peer: unknown,
  labels: Mapping,
  namespace: string | undefined,
  home: string | undefined,
): boolean {
  if (!isMapping(peer) || 'ipBlock' in peer) return false;
  const isThere =
    'namespaceSelector' in peer
      ? selects(mappingAt(peer, 'namespaceSelector'), { 'kubernetes.io/metadata.name': namespace ?? '' })
      : namespace === home;
  return isThere && selects(mappingAt(peer, 'podSelector'), labels);
}
