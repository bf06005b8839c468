import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import type { NetworkRule } from '../../server/capability';
import type { Contributions } from '../../server/contributions';
import { dnsEgress, peers, type NetworkPeer } from '../../kubernetes/network-peers';
import { Manifest } from '../../kubernetes/manifest';
import { POSTGRESQL_PORT } from './database-service';
import { databaseLabels } from '../../server/labels';
import { selectorLabels } from '../../kubernetes/labels';

export interface DatabaseNetworkPolicyProps {
  /** The database's name, from which names, labels and the selector are derived. */
  readonly instance: string;
  /** Known only at synth. */
  readonly clients: () => readonly NetworkPeer[];
  /** The DNS servers. @default - any address on a DNS port */
  readonly dns?: readonly NetworkPeer[];
  /** The capabilities' additions, known only at synth. @default - nothing */
  readonly contributions?: () => Contributions;
}

/** Allows connections only from the application, and outgoing traffic only to DNS. Capabilities may add to both. */
export class DatabaseNetworkPolicy extends Construct {
  constructor(scope: Construct, id: string, props: DatabaseNetworkPolicyProps) {
    super(scope, id);
    this.node.defaultChild = new Manifest(this, 'network-policy', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: props.instance, labels: databaseLabels(props.instance) },
      spec: {
        podSelector: { matchLabels: selectorLabels(props.instance) },
        policyTypes: ['Ingress', 'Egress'],
        ingress: Lazy.any({
          produce: () => [
            rule('from', { peers: props.clients(), port: POSTGRESQL_PORT }),
            ...(props.contributions?.().ingress ?? []).map((one) => rule('from', one)),
          ],
        }) as unknown,
        egress: Lazy.any({
          produce: () => [
            ...(props.contributions?.().egress ?? []).map((one) => rule('to', one)),
            dnsEgress(props.dns),
          ],
        }) as unknown,
      },
    });
  }
}

function rule(direction: 'from' | 'to', { peers: others, port }: NetworkRule): object {
  return { [direction]: peers(others), ports: [{ port, protocol: 'TCP' }] };
}
