import { isMapping, listAt, mappingAt, textAt, type Mapping } from '../../text/mapping';
import type { ClusterObject } from './cluster-object';
import { selects } from './label-selector';

export type Direction = 'Egress' | 'Ingress';

/** The user's policies that isolate the pods with these labels in one direction, that with the narrowest selector first. */
export function isolatingPolicies(
  objects: readonly ClusterObject[],
  pods: { readonly labels: Mapping; readonly namespace: string | undefined },
  direction: Direction,
): ClusterObject[] {
  return (
    objects
      .filter(({ kind, namespace }) => kind === 'NetworkPolicy' && namespace === pods.namespace)
      .filter((policy) => selects(mappingAt(policy.manifest, 'spec', 'podSelector'), pods.labels))
      .filter((policy) => restricts(policy, direction))
      // A rule in the policy with the narrowest selector opens the fewest other pods.
      .toSorted((one, other) => selectorSize(other) - selectorSize(one))
  );
}

function selectorSize(policy: ClusterObject): number {
  const selector = mappingAt(policy.manifest, 'spec', 'podSelector');
  return Object.keys(mappingAt(selector, 'matchLabels')).length + listAt(selector, 'matchExpressions').length;
}

function restricts(policy: ClusterObject, direction: Direction): boolean {
  const spec = mappingAt(policy.manifest, 'spec');
  const types = listAt(spec, 'policyTypes');
  if (types.length > 0) return types.includes(direction);
  // Without policyTypes, a policy applies to ingress, and to egress if it has egress rules.
  return direction === 'Ingress' || 'egress' in spec;
}

/** True if a rule lets pods with LABELS, in the same namespace, through to one of PORTS: numbers, or names of them. */
export function allows(
  policy: ClusterObject,
  direction: Direction,
  labels: Mapping,
  ports: readonly (number | string)[],
): boolean {
  const [rules, peers] = direction === 'Egress' ? ['egress', 'to'] : ['ingress', 'from'];
  return listAt(mappingAt(policy.manifest, 'spec'), rules).some((rule) => {
    const listed = listAt(rule, 'ports');
    const list = listAt(rule, peers);
    return (
      (listed.length === 0 || listed.some((item) => ports.some((port) => hasPort(item, port)))) &&
      (list.length === 0 || list.some((peer) => isPeer(peer, labels)))
    );
  });
}

function hasPort(item: unknown, port: number | string): boolean {
  if (!isMapping(item)) return false;
  const { port: from, endPort } = item;
  if ((textAt(item, 'protocol') ?? 'TCP') !== 'TCP') return false;
  return (
    from === undefined ||
    from === port ||
    (typeof from === 'number' && typeof port === 'number' && from <= port && port <= Number(endPort ?? from))
  );
}

/** False for an address range, since the pods' addresses are unknown at synth. */
function isPeer(peer: unknown, labels: Mapping): boolean {
  if (!isMapping(peer) || 'ipBlock' in peer) return false;
  // The labels of namespaces are unknown at synth, so a namespaceSelector counts as another namespace.
  if (Object.keys(mappingAt(peer, 'namespaceSelector')).length > 0) return false;
  return selects(mappingAt(peer, 'podSelector'), labels);
}
