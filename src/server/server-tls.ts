import { isObjectName, noObjectName } from '../kubernetes/object-name';
import { Refusal } from '../text/refusal';

const ISSUER_KINDS = ['ClusterIssuer', 'Issuer'] as const;

/** The issuer that signs cert-manager's certificates. */
export interface CertificateIssuer {
  readonly name: string;
  /** A ClusterIssuer serves every namespace, an Issuer its own. @default ClusterIssuer */
  readonly kind?: (typeof ISSUER_KINDS)[number];
}

/** Where the server's certificate and its key come from. */
export type TlsSource =
  | { readonly kind: 'self-signed'; readonly image: string | undefined }
  | { readonly kind: 'secret'; readonly name: string }
  | { readonly kind: 'cert-manager'; readonly issuer: CertificateIssuer };

/** The server's certificate. The server accepts TLS 1.3 only, whatever the certificate's source. */
export class ServerTls {
  /**
   * Each pod creates a new certificate before its server starts. The connection is encrypted, but the certificate does
   * not prove the server's identity: a driver without channel binding sends a false server the password
   * (docs/security.md). There is no authority, no expiry to remember and no key in the YAML.
   */
  static selfSigned({ image }: { readonly image?: string } = {}): ServerTls {
    return new ServerTls({ kind: 'self-signed', image });
  }

  /**
   * An existing Secret of type kubernetes.io/tls, with `tls.crt` and `tls.key`. A renewed certificate is loaded without a
   * restart. @throws Refusal if the name is not valid
   */
  static fromSecret(name: string): ServerTls {
    return new ServerTls({ kind: 'secret', name: objectName('a Secret', name) });
  }

  /** A Certificate of cert-manager, for `verify-full`. The server loads a renewed one. @throws Refusal for a bad name */
  static fromCertManager({ name, kind = 'ClusterIssuer' }: CertificateIssuer): ServerTls {
    if (!ISSUER_KINDS.includes(kind)) {
      throw Refusal.of(
        'server-tls',
        'ServerTls',
        `"${kind}" is not a kind of issuer; allowed: ${ISSUER_KINDS.join(', ')}`,
      );
    }
    return new ServerTls({ kind: 'cert-manager', issuer: { kind, name: objectName('an issuer', name) } });
  }

  private constructor(readonly source: TlsSource) {}
}

function objectName(what: string, name: unknown): string {
  if (isObjectName(name)) return name;
  throw Refusal.of('server-tls', 'ServerTls', noObjectName(name, what));
}
