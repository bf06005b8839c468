import type { Mapping } from '../../text/mapping';
import { isObjectName, noObjectName } from '../../kubernetes/object-name';
import { refuseUnknownProps } from '../../text/known-props';
import { Refusal } from '../../text/refusal';

export interface ExternalSecretProps {
  /** The SecretStore or ClusterSecretStore that it is read from. */
  readonly store: string;
  /** The kind of that object. @default ClusterSecretStore */
  readonly storeKind?: 'ClusterSecretStore' | 'SecretStore';
  /** What holds the whole URL in the store. */
  readonly key: string;
  /** The part of it, where it has several. @default - all of it */
  readonly property?: string;
}

/**
 * Where the application's Secret has its URL from in an environment whose password no file may hold.
 * @example ApplicationSecret.inCluster()
 */
export class ApplicationSecret {
  /** The Secret that the application reads is in the cluster already: the base's is left out. */
  static inCluster(): ApplicationSecret {
    return new ApplicationSecret(undefined);
  }

  /**
   * The External Secrets Operator (external-secrets.io/v1) puts the URL into the base's Secret, of which this one key
   * is left out. @throws Refusal for what names no store or no key
   */
  static external(props: ExternalSecretProps): ApplicationSecret {
    const path = 'ApplicationSecret.external';
    refuseUnknownProps('ExternalSecretProps', path, props);
    const { store, key, storeKind = 'ClusterSecretStore', property } = props;
    if (key === '' || property === '') {
      throw Refusal.of(
        'wrong-type',
        path,
        "key and property cannot be empty; give for example 'chat/database'",
      );
    }
    if (!isObjectName(store)) throw Refusal.of('wrong-type', path, noObjectName(store, `a ${storeKind}`));
    return new ApplicationSecret(props);
  }

  private constructor(
    /** @internal */
    readonly source: ExternalSecretProps | undefined,
  ) {}

  /** A text that tells where a Secret's key gets its value. */
  describe(secret: string, key: string): string {
    if (this.source === undefined) return `Secret ${secret} in the cluster: ${key}`;
    const { store, storeKind = 'ClusterSecretStore', key: remote, property } = this.source;
    return `${storeKind} ${store}: ${remote}${property === undefined ? '' : `, ${property}`}`;
  }

  /** The ExternalSecret for one key of a Secret; undefined if the Secret is in the cluster already. */
  manifest(secret: string, key: string, namespace: string | undefined): Mapping | undefined {
    if (this.source === undefined) return undefined;
    const { store, storeKind = 'ClusterSecretStore', key: remote, property } = this.source;
    return {
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata: {
        name: `${secret}-${key.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`,
        ...(namespace && { namespace }),
      },
      spec: {
        refreshInterval: '1h',
        secretStoreRef: { kind: storeKind, name: store },
        // The Secret still belongs to the base and keeps its other keys.
        target: { name: secret, creationPolicy: 'Merge' },
        data: [{ secretKey: key, remoteRef: { key: remote, ...(property !== undefined && { property }) } }],
      },
    };
  }
}
