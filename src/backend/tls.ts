/**
 * - `disable`: in plain text.
 * - `require`: encrypted, whoever the server is.
 * - `verify-full`: encrypted, and the server's certificate is checked, its host name included.
 */
export const TLS_MODES = ['disable', 'require', 'verify-full'] as const;

export type TlsMode = (typeof TLS_MODES)[number];

/** What a URL asks for; the certificate authority's file belongs to `verify-full`. */
export interface Tls {
  readonly mode: TlsMode;
  /** In the application's container, absolute. */
  readonly caFile: string | undefined;
}

export type Parameter = readonly [name: string, value: string];

/** libpq's own form, which psycopg, JDBC and pgx share. */
export function libpqTls({ mode, caFile }: Tls): Parameter[] {
  return [['sslmode', mode], ...(caFile === undefined ? [] : [['sslrootcert', caFile] as const])];
}

/** SQLAlchemy hands its query to asyncpg as arguments, of which `ssl` is one and `sslmode` a TypeError. */
export function asyncpgTls({ mode }: Tls): Parameter[] {
  return [['ssl', mode]];
}

/** pg 8 checks the certificate for `require` as well, unless it is told to mean what libpq means. */
export function nodePostgresTls(tls: Tls): Parameter[] {
  return tls.mode === 'require' ? [...libpqTls(tls), ['uselibpqcompat', 'true']] : libpqTls(tls);
}

/**
 * As pg, which Prisma 7 connects through; and for the engine in Rust of `prisma migrate` and Prisma 6, which knows
 * `disable`, `prefer` and `require` alone: it takes `verify-full` for `prefer` and does not check the certificate.
 */
export function prismaTls(tls: Tls): Parameter[] {
  return tls.mode === 'require'
    ? [...nodePostgresTls(tls), ['sslaccept', 'accept_invalid_certs']]
    : libpqTls(tls);
}

/** postgres.js sends parameters that it does not know to the server, which refuses `sslrootcert`. */
export function postgresJsTls({ mode }: Tls): Parameter[] {
  return [['sslmode', mode]];
}

/** Every name under which one of the drivers takes something about TLS. */
const TLS_PARAMETERS = new Set(['channel_binding', 'gssencmode', 'requiressl', 'uselibpqcompat']);

export function isTlsParameter(name: string): boolean {
  return /^ssl/i.test(name) || TLS_PARAMETERS.has(name.toLowerCase());
}
