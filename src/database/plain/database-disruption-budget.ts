import { Construct } from 'constructs';
import { Manifest } from '../../kubernetes/manifest';
import { databaseLabels, selectorLabels } from '../../server/labels';

/** Says that the one pod may be moved: `minAvailable: 1` would block the drain of its node for ever. */
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
