import { Construct } from 'constructs';
import { Manifest } from '../../kubernetes/manifest';
import { databaseLabels } from '../../server/labels';

/** Who the pod is to Kubernetes: nobody, and not the namespace's default account, which may have rights. */
export class DatabaseServiceAccount extends Construct {
  readonly name: string;

  constructor(scope: Construct, id: string, { instance }: { readonly instance: string }) {
    super(scope, id);
    this.name = instance;
    new Manifest(this, 'service-account', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: this.name, labels: databaseLabels(instance) },
      automountServiceAccountToken: false,
    });
  }
}
