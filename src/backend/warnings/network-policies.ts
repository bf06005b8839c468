import type { ClusterObject } from '../../gitops/tree/cluster-object';
import { isMapping, listAt, mappingAt, textAt, type Mapping } from '../../text/mapping';
import type { Notice } from '../../text/refusal';
import type { Workload } from '../../gitops/tree/workload';

/** Tells a database's pods from all others. */
const INSTANCE = 'app.kubernetes.io/instance';

/** The pods at the two ends of a connection. */
export interface Connection {
  readonly clients: readonly Workload[];
  readonly server: { readonly labels: Mapping; readonly port: number };
}

/**
 * The user's NetworkPolicies that would cut the application off from its database. Those that guard the database's
 * pods cannot: what one policy admits is admitted, and the database brings its own.
 */
export function blockingPolicies(
  objects: readonly ClusterObject[],
  { clients, server }: Connection,
): Notice[] {
  const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy');
  const notices: Notice[] = [];
  for (const client of clients) {
    const { kind, name, namespace } = client.object;
    const selecting = policies.filter(
      (policy) => policy.namespace === namespace && selects(policy, client.labels) && restrictsEgress(policy),
    );
    if (
      selecting.length > 0 &&
      !selecting.some((policy) => allowsEgress(policy, server.labels, server.port))
    ) {
      // A rule in the one that says most of the pods opens the fewest others.
      const [closest] = selecting.toSorted((one, other) => detail(other) - detail(one));
      notices.push({
        code: 'network-policy',
        path: closest?.path ?? '',
        message: `lets no traffic out of ${kind} ${name} to the database; allow egress on TCP ${server.port} to the pods with ${INSTANCE}: ${String(server.labels[INSTANCE])}`,
      });
    }
  }
  return notices;
}

function detail(policy: ClusterObject): number {
  const selector = mappingAt(policy.manifest, 'spec', 'podSelector');
  return Object.keys(mappingAt(selector, 'matchLabels')).length + listAt(selector, 'matchExpressions').length;
}

function selects(policy: ClusterObject, labels: Mapping): boolean {
  return matches(mappingAt(policy.manifest, 'spec', 'podSelector'), labels);
}

function restrictsEgress(policy: ClusterObject): boolean {
  const spec = mappingAt(policy.manifest, 'spec');
  const types = listAt(spec, 'policyTypes');
  // Where no types are given, a policy is for egress where it has such rules.
  return types.length > 0 ? types.includes('Egress') : 'egress' in spec;
}

function allowsEgress(policy: ClusterObject, labels: Mapping, port: number): boolean {
  return listAt(mappingAt(policy.manifest, 'spec'), 'egress').some((rule) => {
    const ports = listAt(rule, 'ports');
    const list = listAt(rule, 'to');
    return (
      (ports.length === 0 || ports.some((item) => hasPort(item, port))) &&
      (list.length === 0 || list.some((peer) => isPeer(peer, labels)))
    );
  });
}

function hasPort(item: unknown, port: number): boolean {
  if (!isMapping(item)) return false;
  const { port: from, endPort } = item;
  if ((textAt(item, 'protocol') ?? 'TCP') !== 'TCP') return false;
  if (typeof from === 'string') return from === 'postgresql';
  return (
    from === undefined ||
    from === port ||
    (typeof from === 'number' && from <= port && port <= Number(endPort ?? from))
  );
}

/** An address range is not taken for the pods: which addresses they get, nobody knows at synth. */
function isPeer(peer: unknown, labels: Mapping): boolean {
  if (!isMapping(peer) || 'ipBlock' in peer) return false;
  // Which labels a namespace has is not in the tree: one that is chosen by them is taken to be another.
  if (Object.keys(mappingAt(peer, 'namespaceSelector')).length > 0) return false;
  return matches(mappingAt(peer, 'podSelector'), labels);
}

function matches(selector: Mapping, labels: Mapping): boolean {
  return (
    Object.entries(mappingAt(selector, 'matchLabels')).every(([key, value]) => labels[key] === value) &&
    listAt(selector, 'matchExpressions').every((expression) => holds(expression, labels))
  );
}

function holds(expression: unknown, labels: Mapping): boolean {
  const value = labels[textAt(expression, 'key') ?? ''];
  const values = listAt(expression, 'values');
  switch (textAt(expression, 'operator')) {
    case 'In':
      return values.includes(value);
    case 'NotIn':
      return !values.includes(value);
    case 'Exists':
      return value !== undefined;
    default:
      return value === undefined;
  }
}
