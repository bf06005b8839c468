import type { ClusterObject } from '../../gitops/tree/cluster-object';
import { allows, isolatingPolicies } from '../../gitops/tree/network-policy';
import type { Workload } from '../../gitops/tree/workload';
import { INSTANCE_LABEL } from '../../kubernetes/labels';
import type { Mapping } from '../../text/mapping';
import type { Notice } from '../../text/refusal';

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
  const ports = [server.port, 'postgresql'];
  return clients.flatMap(({ labels, object: { kind, name, namespace } }) => {
    const isolating = isolatingPolicies(objects, { labels, namespace }, 'Egress');
    const [narrowest] = isolating;
    if (narrowest === undefined || isolating.some((one) => allows(one, 'Egress', server.labels, ports)))
      return [];
    const message = `blocks traffic from ${kind} ${name} to the database; allow egress on TCP ${server.port} to the pods with ${INSTANCE_LABEL}: ${String(server.labels[INSTANCE_LABEL])}`;
    return [{ code: 'network-policy', path: narrowest.path, message }];
  });
}
