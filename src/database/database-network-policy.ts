import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { Manifest } from '../gitops/manifest';
import { POSTGRESQL_PORT } from './database-service';
import { databaseLabels } from './labels';

/** Pods that may reach the database. */
export interface DatabaseClient {
  /** Labels that all of them carry; none: every pod of the namespace. */
  readonly labels: Readonly<Record<string, string>>;
  /** `*` for every one. @default - the database's own */
  readonly namespace?: string;
}

export interface DatabaseNetworkPolicyProps {
  /** The database that is guarded: names, labels and the selector derive from it. */
  readonly instance: string;
  /** Known at synth only. */
  readonly clients: () => readonly DatabaseClient[];
}

/** Lets the application in and nobody else; out goes nothing but the question for a name. */
export class DatabaseNetworkPolicy extends Construct {
  constructor(scope: Construct, id: string, props: DatabaseNetworkPolicyProps) {
    super(scope, id);
    new Manifest(this, 'network-policy', {
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
        ingress: [
          {
            from: Lazy.any({ produce: () => peers(props.clients()) }) as unknown,
            ports: [{ port: POSTGRESQL_PORT, protocol: 'TCP' }],
          },
        ],
        egress: [
          {
            to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } } }],
            ports: ['UDP', 'TCP'].map((protocol) => ({ port: 53, protocol })),
          },
        ],
      },
    });
  }
}

function peers(clients: readonly DatabaseClient[]): object[] {
  const found = clients.map(({ labels, namespace }) => ({
    ...(namespace !== undefined && { namespaceSelector: namespaceSelector(namespace) }),
    podSelector: Object.keys(labels).length === 0 ? {} : { matchLabels: labels },
  }));
  // Two keys that one workload reads are one peer.
  return [...new Map(found.map((peer) => [JSON.stringify(peer), peer])).values()];
}

function namespaceSelector(namespace: string): object {
  return namespace === '*' ? {} : { matchLabels: { 'kubernetes.io/metadata.name': namespace } };
}
