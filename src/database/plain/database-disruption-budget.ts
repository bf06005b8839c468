import { Construct } from 'constructs';
import { Manifest } from '../../kubernetes/manifest';
import { selectorLabels } from '../../kubernetes/labels';
import { databaseLabels } from '../../server/labels';

/** Allows evicting the only pod: `minAvailable: 1` would block draining its node for ever. */
export class DatabaseDisruptionBudget extends Construct {
  constructor(scope: Construct, id: string, { instance }: { readonly instance: string }) {
    super(scope, id);
    this.node.defaultChild = new Manifest(this, 'pod-disruption-budget', {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: instance, labels: databaseLabels(instance) },
      spec: {
        maxUnavailable: 1,
        selector: { matchLabels: selectorLabels(instance) },
        unhealthyPodEvictionPolicy: 'AlwaysAllow',
      },
    });
  }
}
