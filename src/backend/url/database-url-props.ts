import type { Driver } from './driver';
import type { TlsMode } from './tls';

export interface DatabaseUrlProps {
  /** A DNS name, an IPv4 address, or an IPv6 address with or without its brackets. */
  readonly host: string;
  /** The TCP port of the server, 1 to 65535. @default 5432 */
  readonly port?: number;
  /** 63 bytes of UTF-8 at the most, PostgreSQL's NAMEDATALEN - 1. */
  readonly database: string;
  /** The role to log in as; 63 bytes of UTF-8 at the most. */
  readonly user: string;
  /**
   * The library with which the application connects; each reads a URL of its own form.
   * @default - of the value that is there, else of the dependency file; where nobody says so, libpq
   */
  readonly driver?: Driver;
  /**
   * How the connection is encrypted and the server checked: `disable`, `require` or `verify-full`.
   * @default - no parameter: what the driver does by itself
   */
  readonly tls?: TlsMode;
  /**
   * The certificate authority's file in the application's container, absolute; for `tls: 'verify-full'`.
   * @default - where the driver looks by itself
   */
  readonly caFile?: string;
  /**
   * Is the password given to that server alone which can prove, on this very connection, that it knows it? With `require`
   * a false server could else ask for it; a pooler between the two, such as PgBouncer, cannot prove it.
   * @default - with `tls: 'require'`, where the driver can: libpq, psycopg2, psycopg, jdbc, pgx
   */
  readonly channelBinding?: boolean;
  /** How the scheme is spelled. The drivers of SQLAlchemy and JDBC do not know `postgres`. @default postgresql */
  readonly scheme?: 'postgresql' | 'postgres';
  /** What else stands in the query, such as `application_name`, or Prisma's `schema`. @default - nothing */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** What a program chooses of a database's URL. */
export type UrlProps = Pick<DatabaseUrlProps, 'caFile' | 'channelBinding' | 'driver' | 'parameters' | 'tls'>;
