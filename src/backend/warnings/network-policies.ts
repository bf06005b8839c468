import { INSTANCE_LABEL } from '../../kubernetes/labels';
import type { ClusterObject } from '../../gitops/tree/cluster-object';
import { isMapping, listAt, mappingAt, textAt, type Mapping } from '../../text/mapping';
import type { Notice } from '../../text/refusal';
import { selects } from '../../gitops/tree/label-selector';
import type { Workload } from '../../gitops/tree/workload';

/** The pods at the two ends of a connection. */
export interface Connection {
  readonly clients: readonly Workload[];
  readonly server: { readonly labels: Mapping; readonly port: number };
}

/**
 * Notices of the user's NetworkPolicies that block the application's traffic to its database. Policies on the database's
 * pods cannot block it: traffic that one policy allows is allowed, and the database has its own policy.
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
      (policy) =>
        policy.namespace === namespace && holdsPod(policy, client.labels) && restrictsEgress(policy),
    );
    if (
      selecting.length > 0 &&
      !selecting.some((policy) => allowsEgress(policy, server.labels, server.port))
    ) {
      // A rule in the policy with the narrowest selector opens the fewest other pods.
      const [narrowest] = selecting.toSorted((one, other) => selectorSize(other) - selectorSize(one));
      notices.push({
        code: 'network-policy',
        path: narrowest?.path ?? '',
        message: `blocks traffic from ${kind} ${name} to the database; allow egress on TCP ${server.port} to the pods with ${INSTANCE_LABEL}: ${String(server.labels[INSTANCE_LABEL])}`,
      });
    }
  }
  return notices;
}

function selectorSize(policy: ClusterObject): number {
  const selector = mappingAt(policy.manifest, 'spec', 'podSelector');
  return Object.keys(mappingAt(selector, 'matchLabels')).length + listAt(selector, 'matchExpressions').length;
}

function holdsPod(policy: ClusterObject, labels: Mapping): boolean {
  return selects(mappingAt(policy.manifest, 'spec', 'podSelector'), labels);
}

function restrictsEgress(policy: ClusterObject): boolean {
  const spec = mappingAt(policy.manifest, 'spec');
  const types = listAt(spec, 'policyTypes');
  // Without policyTypes, a policy applies to egress if it has egress rules.
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

/** False for an address range, since the pods' addresses are unknown at synth. */
function isPeer(peer: unknown, labels: Mapping): boolean {
  if (!isMapping(peer) || 'ipBlock' in peer) return false;
  // The labels of namespaces are unknown at synth, so a namespaceSelector counts as another namespace.
  if (Object.keys(mappingAt(peer, 'namespaceSelector')).length > 0) return false;
  return selects(mappingAt(peer, 'podSelector'), labels);
}
