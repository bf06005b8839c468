import { Fact } from '../../gitops/synth/fact';
import { DatabaseUrl } from '../url/database-url';
import { DEFAULT_DRIVER } from '../url/driver';

/**
 * The keys of the Secret with the database's login. They are those of CloudNativePG, so that an application that reads
 * them does not change when its database moves there.
 */
export const CREDENTIAL_KEYS = {
  database: 'dbname',
  host: 'host',
  jdbc: 'jdbc-uri',
  password: 'password',
  port: 'port',
  url: 'uri',
  user: 'username',
} as const;

/** URLs in the syntax of other drivers that the Secret of a database's folder has, by their keys. */
export const DRIVER_URLS = new Fact<{ readonly key: string; readonly url: DatabaseUrl }>();

/** The URLs that the Secret has in any case. */
export function usualUrls({ database, host, port, user }: DatabaseUrl): Map<string, DatabaseUrl> {
  const plain = { database, host, port, tls: 'require', user } as const;
  return new Map([
    [CREDENTIAL_KEYS.url, new DatabaseUrl({ ...plain, driver: DEFAULT_DRIVER })],
    [CREDENTIAL_KEYS.jdbc, new DatabaseUrl({ ...plain, driver: 'jdbc' })],
  ]);
}
