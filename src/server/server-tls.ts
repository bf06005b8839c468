import { isObjectName, noObjectName } from '../kubernetes/object-name';
import { Refusal } from '../text/refusal';

const ISSUER_KINDS = ['ClusterIssuer', 'Issuer'] as const;

/** Who signs the certificates of a cert-manager. */
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

/** The server's certificate. Whoever makes it, the network sees nothing older than TLS 1.3. */
export class ServerTls {
  /**
   * Made anew by each pod before its server starts: the connection is encrypted, and the certificate does not tell whose
   * server it is. A driver without channel binding gives a false server the password (docs/security.md). No authority,
   * no expiry that anybody has to remember, no key in the YAML.
   */
  static selfSigned({ image }: { readonly image?: string } = {}): ServerTls {
    return new ServerTls({ kind: 'self-signed', image });
  }

  /**
   * A Secret of type kubernetes.io/tls that is there already, with `tls.crt` and `tls.key`. A renewed one is loaded
   * without a restart. @throws Refusal for a name that is none.
   */
  static fromSecret(name: string): ServerTls {
    return new ServerTls({ kind: 'secret', name: objectName('a Secret', name) });
  }

  /** A cert-manager's Certificate, for `verify-full`: it renews it, and the server loads it. @throws Refusal */
  static fromCertManager({ name, kind = 'ClusterIssuer' }: CertificateIssuer): ServerTls {
    if (!ISSUER_KINDS.includes(kind)) {
      throw Refusal.of(
        'server-tls',
        'ServerTls',
        `"${kind}" is no kind of issuer; allowed: ${ISSUER_KINDS.join(', ')}`,
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
