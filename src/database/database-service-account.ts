import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { databaseLabels } from './labels';

/** Who the pod is to Kubernetes: nobody, and not the namespace's default account, which may have rights. */
export class DatabaseServiceAccount extends Construct {
  readonly name: string;

  constructor(scope: Construct, id: string, { instance }: { readonly instance: string }) {
    super(scope, id);
    this.name = instance;
    new ApiObject(this, 'service-account', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: this.name, labels: databaseLabels(instance) },
      automountServiceAccountToken: false,
    });
  }
}
