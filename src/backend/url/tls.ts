/**
 * - `disable`: in plain text.
 * - `require`: encrypted, whoever the server is; see `channelBinding` for who gets the password.
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

const NO_VERIFY = 'no-verify';

/** The mode that a driver's word for it means; undefined: none of the three. */
export function tlsModeOf(word: string | undefined): TlsMode | undefined {
  return word === NO_VERIFY ? 'require' : TLS_MODES.find((mode) => mode === word);
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

/** pg's own word for it: its `require` is `verify-full` up to version 8, in Sequelize and Knex whatever else is said. */
export function nodePostgresTls(tls: Tls): Parameter[] {
  return tls.mode === 'require' ? [['sslmode', NO_VERIFY]] : libpqTls(tls);
}

/**
 * For pg, which Prisma 7 connects through, and for the engine in Rust of `prisma migrate` and Prisma 6. That one
 * knows `disable`, `prefer` and `require` alone: it takes `verify-full` for `prefer` and checks no certificate.
 */
export function prismaTls(tls: Tls): Parameter[] {
  return tls.mode === 'require'
    ? [...libpqTls(tls), ['uselibpqcompat', 'true'], ['sslaccept', 'accept_invalid_certs']]
    : libpqTls(tls);
}

/** postgres.js sends parameters that it does not know to the server, which refuses `sslrootcert`. */
export function postgresJsTls({ mode }: Tls): Parameter[] {
  return [['sslmode', mode]];
}

/** Every name under which one of the drivers takes something about TLS. */
const TLS_PARAMETERS = new Set([
  'channel_binding',
  'channelbinding',
  'gssencmode',
  'requiressl',
  'uselibpqcompat',
]);

export function isTlsParameter(name: string): boolean {
  return /^ssl/i.test(name) || TLS_PARAMETERS.has(name.toLowerCase());
}
