import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import type { NetworkRule } from '../../server/capability';
import type { Contributions } from '../../server/contributions';
import { dnsEgress, peers, type NetworkPeer } from '../../kubernetes/network-peers';
import { Manifest } from '../../kubernetes/manifest';
import { POSTGRESQL_PORT } from './database-service';
import { databaseLabels } from '../../server/labels';

export interface DatabaseNetworkPolicyProps {
  /** The database that is guarded: names, labels and the selector derive from it. */
  readonly instance: string;
  /** Known at synth only. */
  readonly clients: () => readonly NetworkPeer[];
  /** The DNS servers. @default - whoever answers on a port of DNS */
  readonly dns?: readonly NetworkPeer[];
  /** What the database's capabilities add, known at synth only. @default - nothing */
  readonly contributions?: () => Contributions;
}

/** Lets the application in and nobody else; out goes nothing but the question for a name. */
export class DatabaseNetworkPolicy extends Construct {
  constructor(scope: Construct, id: string, props: DatabaseNetworkPolicyProps) {
    super(scope, id);
    this.node.defaultChild = new Manifest(this, 'network-policy', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: props.instance, labels: databaseLabels(props.instance) },
      spec: {
        podSelector: {
          // Not by its name, which kustomize's commonLabels may give all pods another one of; one label and the rest as
          // expressions is what polaris takes for a selection.
          matchExpressions: [{ key: 'app.kubernetes.io/component', operator: 'In', values: ['database'] }],
          matchLabels: { 'app.kubernetes.io/instance': props.instance },
        },
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
