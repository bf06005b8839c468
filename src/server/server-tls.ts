import { isObjectName, noObjectName } from '../kubernetes/object-name';
import { refuseUnknownProps } from '../text/known-props';
import { Refusal } from '../text/refusal';

/** The issuer that signs cert-manager's certificates. */
export interface CertificateIssuer {
  /** The name of the issuer. */
  readonly name: string;
  /** A ClusterIssuer serves every namespace, an Issuer its own. @default ClusterIssuer */
  readonly kind?: 'ClusterIssuer' | 'Issuer';
}

export interface SelfSignedProps {
  /** The image in which the pod makes the certificate; it has `openssl`. @default - the server's own image */
  readonly image?: string;
}

/** Where the server's certificate and its key come from. */
export type TlsSource =
  | { readonly kind: 'self-signed'; readonly image: string | undefined }
  | { readonly kind: 'secret'; readonly name: string }
  | { readonly kind: 'cert-manager'; readonly issuer: CertificateIssuer };

/**
 * The server's certificate. The server accepts TLS 1.3 only, whatever the certificate's source.
 * @example ServerTls.selfSigned()
 */
export class ServerTls {
  /**
   * Each pod creates a new certificate before its server starts. The connection is encrypted, but the certificate does
   * not prove the server's identity: a driver without channel binding sends a false server the password
   * (docs/security.md). There is no authority, no expiry to remember and no key in the YAML.
   */
  static selfSigned(props: SelfSignedProps = {}): ServerTls {
    refuseUnknownProps('SelfSignedProps', 'ServerTls.selfSigned', props);
    return new ServerTls({ kind: 'self-signed', image: props.image });
  }

  /**
   * An existing Secret of type kubernetes.io/tls, with `tls.crt` and `tls.key`. A renewed certificate is loaded without a
   * restart. @throws Refusal if the name is not valid
   */
  static fromSecret(name: string): ServerTls {
    return new ServerTls({ kind: 'secret', name: objectName('a Secret', name) });
  }

  /** A Certificate of cert-manager, for `verify-full`. The server loads a renewed one. @throws Refusal for a bad name */
  static fromCertManager(props: CertificateIssuer): ServerTls {
    refuseUnknownProps('CertificateIssuer', 'ServerTls.fromCertManager', props);
    const { name, kind = 'ClusterIssuer' } = props;
    return new ServerTls({ kind: 'cert-manager', issuer: { kind, name: objectName('an issuer', name) } });
  }

  private constructor(readonly source: TlsSource) {}
}

function objectName(what: string, name: unknown): string {
  if (isObjectName(name)) return name;
  throw Refusal.of('server-tls', 'ServerTls', noObjectName(name, what));
}
