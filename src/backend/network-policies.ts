import {
  isMapping,
  listAt,
  mappingAt,
  textAt,
  type ClusterObject,
  type Mapping,
} from '../gitops/cluster-object';
import type { Notice } from '../gitops/refusal';
import type { Workload } from './workloads';

/** The pods at the two ends of a connection. */
export interface Connection {
  readonly clients: readonly Workload[];
  readonly server: {
    readonly labels: Mapping;
    readonly port: number;
    readonly namespace: string | undefined;
  };
}

/** The user's NetworkPolicies that would cut the application off from its database. */
export function blockingPolicies(
  objects: readonly ClusterObject[],
  { clients, server }: Connection,
): Notice[] {
  const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy');
  const notices: Notice[] = [];
  for (const client of clients) {
    const { kind, name, namespace } = client.object;
    const selecting = policies.filter(
      (policy) =>
        policy.namespace === namespace && selects(policy, client.labels) && restricts(policy, 'Egress'),
    );
    if (
      selecting.length > 0 &&
      !selecting.some((policy) => allows(policy, 'egress', 'to', server.labels, server.port))
    ) {
      notices.push({
        code: 'network-policy',
        path: selecting[0]?.path ?? '',
        message: `lets no traffic out of ${kind} ${name} to the database; allow egress to its pods on TCP ${server.port}`,
      });
    }
  }
  const guarding = policies.filter(
    (policy) =>
      policy.namespace === server.namespace && selects(policy, server.labels) && restricts(policy, 'Ingress'),
  );
  for (const client of guarding.length > 0 ? clients : []) {
    if (guarding.some((policy) => allows(policy, 'ingress', 'from', client.labels, server.port))) continue;
    const { kind, name } = client.object;
    notices.push({
      code: 'network-policy',
      path: guarding[0]?.path ?? '',
      message: `selects the database’s pods as well and lets nothing of ${kind} ${name} in; allow ingress from its pods on TCP ${server.port}`,
    });
  }
  return notices;
}

function selects(policy: ClusterObject, labels: Mapping): boolean {
  return matches(mappingAt(policy.manifest, 'spec', 'podSelector'), labels);
}

function restricts(policy: ClusterObject, direction: 'Ingress' | 'Egress'): boolean {
  const spec = mappingAt(policy.manifest, 'spec');
  const types = listAt(spec, 'policyTypes');
  // Where no types are given, a policy is for ingress, and for egress as well where it has such rules.
  return types.length > 0 ? types.includes(direction) : direction === 'Ingress' || 'egress' in spec;
}

function allows(
  policy: ClusterObject,
  rules: 'ingress' | 'egress',
  peers: 'from' | 'to',
  labels: Mapping,
  port: number,
): boolean {
  return listAt(mappingAt(policy.manifest, 'spec'), rules).some((rule) => {
    const ports = listAt(rule, 'ports');
    const list = listAt(rule, peers);
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
