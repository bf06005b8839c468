import type { Driver } from './driver';
import { percentEncode } from './percent-encoding';
import {
  asyncpgTls,
  libpqTls,
  nodePostgresTls,
  npgsqlTls,
  postgresJsTls,
  postgrexTls,
  prismaTls,
  r2dbcTls,
  tortoiseTls,
  type Parameter,
  type Tls,
} from './tls';

/** The syntax of one driver's URL. */
export interface DriverSyntax {
  readonly scheme: string;
  /** True if the driver also accepts `postgres://`. */
  readonly shortScheme: boolean;
  /** The position of user and password. `statements`: it is no URL, but .NET's `Host=…;Username=…`. */
  readonly credentials: 'authority' | 'query' | 'statements';
  readonly database: DatabaseSegment;
  tls(tls: Tls): Parameter[];
  /** The parameter for channel binding: no password is sent to a server that cannot prove that it knows it. */
  readonly channelBinding?: Parameter;
  /** The environment variable for the CA's file, if the driver does not read it from the URL. */
  readonly caVariable?: string;
  /** Where the application says which certificates it takes, if no URL can: `verify-full` is refused then. */
  readonly verifiesBy?: string;
  /** True if the host may be an IPv6 address. */
  readonly ipv6: boolean;
}

/** The URL's path. The drivers decode it differently, so a few names cannot be written for some of them. */
interface DatabaseSegment {
  encode(name: string): string;
  /** The part of a name that the driver would misread, and its description for an error. */
  readonly unreadable?: { readonly pattern: RegExp; readonly say: string };
}

/** `new URL()` resolves these even if they are encoded. */
const DOT_SEGMENT = String.raw`(?:^|\/)\.{1,2}(?:\/|$)`;
/** Characters that Node's decodeURI does not decode, without `?` and `#`, which would end the path. */
const RESERVED_IN_NODE = ';/:@&=+$,';

const decoded: DatabaseSegment = { encode: (name) => percentEncode(name) };

/** pgx removes every `/` at the start of the decoded path. */
const decodedByPgx: DatabaseSegment = {
  ...decoded,
  unreadable: { pattern: /^\//, say: 'a "/" at the start' },
};

/** SQLAlchemy 2.0 does not decode the database, 2.1 does: both read an unencoded name the same. */
const undecoded: DatabaseSegment = {
  encode: (name) => name,
  unreadable: {
    pattern: /[?%\p{Cc}]|\s$/u,
    say: '"?", "%" or a control character, nor a space at the end',
  },
};

/** pg-connection-string decodes by decodeURI. */
const decodedByNode: DatabaseSegment = {
  encode: (name) => percentEncode(name, RESERVED_IN_NODE),
  unreadable: {
    pattern: new RegExp(`[?#]|${DOT_SEGMENT}`),
    say: '"?" or "#", nor "." or ".." between slashes',
  },
};

/** As for pg. In addition Prisma's engine reads the path only up to the next `/`. */
const decodedByPrisma: DatabaseSegment = {
  ...decodedByNode,
  unreadable: { pattern: new RegExp(`[?#/]|${DOT_SEGMENT}`), say: '"?", "#" or "/", nor be "." or ".."' },
};

/** postgres.js uses the path of `new URL()`, which encodes non-ASCII characters, and decodes nothing. */
const undecodedByNode: DatabaseSegment = {
  encode: (name) => name,
  unreadable: {
    pattern: new RegExp(`[^A-Za-z0-9._~;:@&=+$,/-]|${DOT_SEGMENT}`),
    say: 'anything but A-Z, a-z, 0-9 and ._~;:@&=+$,/- and no "." or ".." between slashes',
  },
};

const plain = {
  scheme: 'postgresql',
  shortScheme: true,
  credentials: 'authority',
  database: decoded,
  ipv6: true,
  tls: libpqTls,
} as const;

const sqlAlchemy = { ...plain, shortScheme: false, database: undecoded } as const;

/** Supported since libpq 13 and pgx 5.9. A driver that does not support it cannot connect with it. */
const channelBinding: Parameter = ['channel_binding', 'require'];

/**
 * Measured with 212 passwords, awkward users and databases, and a private CA, on 2026-11-21: psycopg2 2.9.13,
 * psycopg 3.3.9, asyncpg 0.32, SQLAlchemy 2.0.58 and 2.1.9, JDBC 42.7.8, pg 8.23.1, Sequelize 6.37.8 (which decodes
 * no database and reads no ":" in a user), Knex 3.3, Prisma's adapter-pg 7.10.1, postgres.js 3.4, pgx 5.7.5,
 * lib/pq 1.10.9. Channel binding with a false server, on 2026-11-28: docs/security.md.
 */
export const DRIVER_SYNTAX: Readonly<Record<Driver, DriverSyntax>> = {
  libpq: { ...plain, channelBinding },
  psycopg2: { ...sqlAlchemy, scheme: 'postgresql+psycopg2', channelBinding },
  psycopg: { ...sqlAlchemy, scheme: 'postgresql+psycopg', channelBinding },
  asyncpg: {
    ...sqlAlchemy,
    scheme: 'postgresql+asyncpg',
    tls: asyncpgTls,
    caVariable: 'PGSSLROOTCERT',
  },
  jdbc: {
    ...plain,
    scheme: 'jdbc:postgresql',
    shortScheme: false,
    credentials: 'query',
    channelBinding: ['channelBinding', 'require'],
  },
  'node-postgres': { ...plain, database: decodedByNode, tls: nodePostgresTls },
  'postgres-js': {
    ...plain,
    database: undecodedByNode,
    ipv6: false,
    tls: postgresJsTls,
    caVariable: 'NODE_EXTRA_CA_CERTS',
  },
  prisma: { ...plain, database: decodedByPrisma, tls: prismaTls },
  pgx: { ...plain, database: decodedByPgx, channelBinding },
  tortoise: { ...plain, scheme: 'postgres', tls: tortoiseTls, caVariable: 'SSL_CERT_FILE' },
  r2dbc: { ...plain, scheme: 'r2dbc:postgresql', shortScheme: false, ipv6: false, tls: r2dbcTls },
  postgrex: {
    ...plain,
    tls: postgrexTls,
    verifiesBy: 'ssl: [cacertfile: "…"] beside url in config/runtime.exs',
  },
  npgsql: { ...plain, scheme: '', shortScheme: false, credentials: 'statements', tls: npgsqlTls },
};
