/** Pods that a NetworkPolicy of a database speaks of. */
export interface NetworkPeer {
  /** Labels that all of them carry; none: every pod of the namespace. */
  readonly labels: Readonly<Record<string, string>>;
  /** `*` for every one. @default - the database's own */
  readonly namespace?: string;
}

/** A rule's `from` or `to`. */
export function peers(pods: readonly NetworkPeer[]): object[] {
  const found = pods.map(({ labels, namespace }) => ({
    ...(namespace !== undefined && { namespaceSelector: namespaceSelector(namespace) }),
    podSelector: Object.keys(labels).length === 0 ? {} : { matchLabels: labels },
  }));
  // Two keys that one workload reads are one peer.
  return [...new Map(found.map((peer) => [JSON.stringify(peer), peer])).values()];
}

/** The ports on which DNS servers listen: 53, and 5353 in OpenShift, whose Service forwards port 53 to it. */
export function dnsPorts(...protocols: ('TCP' | 'UDP')[]): object[] {
  return [53, 5353].flatMap((port) => protocols.map((protocol) => ({ port, protocol })));
}

/**
 * The rule that lets the question for a name out. To SERVERS, or to whoever answers: a cache on the node has an address
 * of the node's, which selects no pod, and OpenShift's servers are not in kube-system.
 */
export function dnsEgress(servers: readonly NetworkPeer[] | undefined): object {
  return {
    ...(servers && { to: peers(servers) }),
    ports: dnsPorts('UDP', 'TCP'),
  };
}

function namespaceSelector(namespace: string): object {
  return namespace === '*' ? {} : { matchLabels: { 'kubernetes.io/metadata.name': namespace } };
}
