/**
 * - `disable`: in plain text.
 * - `require`: encrypted, whoever the server is; see `channelBinding` for who gets the password.
 * - `verify-full`: encrypted, and the server's certificate is checked, its host name included.
 */
export const TLS_MODES = ['disable', 'require', 'verify-full'] as const;

export type TlsMode = (typeof TLS_MODES)[number];

/** The TLS settings of a URL. A CA's file needs `verify-full`. */
export interface Tls {
  readonly mode: TlsMode;
  /** In the application's container, absolute. */
  readonly caFile: string | undefined;
}

const NO_VERIFY = 'no-verify';

/** The mode for a driver's `sslmode`; undefined if it is none of the three. */
export function tlsModeOf(word: string | undefined): TlsMode | undefined {
  return word === NO_VERIFY ? 'require' : TLS_MODES.find((mode) => mode === word);
}

export type Parameter = readonly [name: string, value: string];

/** libpq's parameters, which psycopg, JDBC and pgx accept too. */
export function libpqTls({ mode, caFile }: Tls): Parameter[] {
  return [['sslmode', mode], ...(caFile === undefined ? [] : [['sslrootcert', caFile] as const])];
}

/** SQLAlchemy passes the query to asyncpg as arguments: `ssl` is one, `sslmode` raises a TypeError. */
export function asyncpgTls({ mode }: Tls): Parameter[] {
  return [['ssl', mode]];
}

/** pg's own mode: up to version 8 its `require` means `verify-full`, in Sequelize and Knex even with other parameters. */
export function nodePostgresTls(tls: Tls): Parameter[] {
  return tls.mode === 'require' ? [['sslmode', NO_VERIFY]] : libpqTls(tls);
}

/**
 * For pg, which Prisma 7 uses, and for the Rust engine of `prisma migrate` and Prisma 6. The engine knows only `disable`,
 * `prefer` and `require`: it reads `verify-full` as `prefer` and checks no certificate.
 */
export function prismaTls(tls: Tls): Parameter[] {
  return tls.mode === 'require'
    ? [...libpqTls(tls), ['uselibpqcompat', 'true'], ['sslaccept', 'accept_invalid_certs']]
    : libpqTls(tls);
}

/** postgres.js sends unknown parameters to the server, which rejects `sslrootcert`. */
export function postgresJsTls({ mode }: Tls): Parameter[] {
  return [['sslmode', mode]];
}

/**
 * Tortoise makes a truth value of `ssl`, and any true one checks the certificate. Without it asyncpg asks for TLS first, and
 * a server that takes TLS alone gets it.
 */
export function tortoiseTls({ mode }: Tls): Parameter[] {
  return mode === 'verify-full' ? [['ssl', 'true']] : [];
}

/**
 * Ecto reads `ssl` alone, and the URL's goes before its configuration's. `true` checks the certificate in some versions only,
 * so an own certificate needs the configuration: `ssl: [verify: :verify_none]`.
 */
export function postgrexTls({ mode }: Tls): Parameter[] {
  return mode === 'disable' ? [['ssl', 'false']] : [];
}

/** r2dbc-postgresql's own names; its `require` checks no certificate. */
export function r2dbcTls({ mode, caFile }: Tls): Parameter[] {
  return [['sslMode', mode], ...(caFile === undefined ? [] : [['sslRootCert', caFile] as const])];
}

/** Npgsql checks the certificate even with Require up to version 7, unless it is told to trust it. */
export function npgsqlTls({ mode, caFile }: Tls): Parameter[] {
  switch (mode) {
    case 'disable':
      return [['SSL Mode', 'Disable']];
    case 'require':
      return [
        ['SSL Mode', 'Require'],
        ['Trust Server Certificate', 'true'],
      ];
    case 'verify-full':
      return [
        ['SSL Mode', 'VerifyFull'],
        ...(caFile === undefined ? [] : [['Root Certificate', caFile] as const]),
      ];
  }
}

/** Names of the drivers' TLS parameters that do not start with `ssl`. */
const TLS_PARAMETERS = new Set([
  'channel_binding',
  'channelbinding',
  'gssencmode',
  'requiressl',
  'rootcertificate',
  'trustservercertificate',
  'uselibpqcompat',
]);

export function isTlsParameter(name: string): boolean {
  return /^ssl/i.test(name) || TLS_PARAMETERS.has(name.toLowerCase().replaceAll(' ', ''));
}
