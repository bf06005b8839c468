/** Pods that a database's NetworkPolicy allows connections from or to. */
export interface NetworkPeer {
  /** Labels of the pods; without any: every pod of the namespace. */
  readonly labels: Readonly<Record<string, string>>;
  /** `*` for every namespace. @default - the database's */
  readonly namespace?: string;
}

/** The API server's rules for labels: a NetworkPolicy that it rejects protects nothing. */
const LABEL_KEY = /^(?:[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9](?:[-\w.]{0,61}[A-Za-z0-9])?$/;
const LABEL_VALUE = /^(?:[A-Za-z0-9](?:[-\w.]{0,61}[A-Za-z0-9])?)?$/;

export function isNetworkPeer({ labels, namespace = '*' }: NetworkPeer): boolean {
  return (
    Object.entries(labels).every(([key, value]) => LABEL_KEY.test(key) && LABEL_VALUE.test(value)) &&
    /^(?:\*|[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)$/.test(namespace)
  );
}

/** A rule's `from` or `to`. */
export function peers(pods: readonly NetworkPeer[]): object[] {
  const found = pods.map(({ labels, namespace }) => ({
    ...(namespace !== undefined && { namespaceSelector: namespaceSelector(namespace) }),
    podSelector: Object.keys(labels).length === 0 ? {} : { matchLabels: labels },
  }));
  // A workload that reads two keys is one peer.
  return [...new Map(found.map((peer) => [JSON.stringify(peer), peer])).values()];
}

/** The ports on which DNS servers listen: 53, and 5353 in OpenShift, whose Service forwards port 53 to it. */
export function dnsPorts(...protocols: ('TCP' | 'UDP')[]): object[] {
  return [53, 5353].flatMap((port) => protocols.map((protocol) => ({ port, protocol })));
}

/**
 * The rule that allows DNS queries: to SERVERS, or else to any host. A DNS cache on the node has an address of the node,
 * which no pod selector matches, and OpenShift's DNS servers are not in kube-system.
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
