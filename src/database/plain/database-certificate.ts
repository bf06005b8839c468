import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { Manifest } from '../../kubernetes/manifest';
import { databaseLabels } from '../../server/labels';
import type { CertificateIssuer } from '../../server/server-tls';

export interface DatabaseCertificateProps {
  /** The database whose certificate this is: names and labels derive from it. */
  readonly instance: string;
  readonly issuer: CertificateIssuer;
  /** The host names that clients use, known only at synth. */
  readonly hosts: () => readonly string[];
}

/** A cert-manager Certificate for the server. cert-manager writes it to a Secret. */
export class DatabaseCertificate extends Construct {
  /** Name of the Secret that cert-manager writes. */
  readonly secretName: string;

  constructor(scope: Construct, id: string, props: DatabaseCertificateProps) {
    super(scope, id);
    this.secretName = `${props.instance}-tls`;
    const { name, kind = 'ClusterIssuer' } = props.issuer;

    this.node.defaultChild = new Manifest(this, 'certificate', {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: { name: this.secretName, labels: databaseLabels(props.instance) },
      spec: {
        dnsNames: Lazy.any({ produce: () => [...props.hosts()] }) as unknown,
        issuerRef: { group: 'cert-manager.io', kind, name },
        privateKey: { algorithm: 'ECDSA', rotationPolicy: 'Always', size: 256 },
        secretName: this.secretName,
        usages: ['digital signature', 'server auth'],
      },
    });
  }
}
