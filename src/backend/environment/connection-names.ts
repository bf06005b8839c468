import type { ConnectionPart } from '../connection/expected-connection';

/**
 * The names that applications give to the parts of their connection. One table for all: an application's own prefix, such
 * as APP_, may stand before each.
 */
const FAMILY = String.raw`(?:DB|DATABASE|POSTGRES|POSTGRESQL|PG|SQL|RDS|DATASOURCE|KC_DB|JDBC(?:_DATABASE)?)`;

/** Longer names first, since the expression takes the first one that fits. */
const PARTS: readonly (readonly [part: SetPart, names: string])[] = [
  ['host', 'URL_HOST|HOSTNAME|HOST_NAME|HOST|SERVER|ADDRESS|ADDR|ENDPOINT'],
  ['port', 'URL_PORT|PORT|SERVICE_PORT'],
  ['user', 'USERNAME|USER_NAME|USER|LOGIN|ROLE'],
  ['password', 'USER_PASSWORD|PASSWORD|PASSWD|PASS|PWD'],
  ['database', 'URL_DATABASE|DATABASE_NAME|DATABASE|DBNAME|DB_NAME|NAME|DB'],
  [
    'engine',
    'DRIVER_CLASS_NAME|DRIVERCLASSNAME|ENGINE|CONNECTION|DIALECT|CLIENT|ADAPTER|TYPE|DRIVER|VENDOR|PROVIDER',
  ],
];

const PART = new RegExp(
  `^(?<family>(?:.*_)?${FAMILY}_?)(?:${PARTS.map(([part, names]) => `(?<${part}>${names})`).join('|')})$`,
  'i',
);

/** KC_DB itself names Keycloak's kind of database. */
const KEYCLOAK = /^KC_DB$/i;

const URL_NAME = new RegExp(
  `^(?<family>(?:.*_)?${FAMILY}_?)(?:URL|URI|DSN|JDBC_URL|CONNECTION_?(?:STRING|URL|URI))$|^ConnectionStrings__\\w+$`,
  'i',
);

/** `engine`: not a part of the connection, but the kind of database that the application asks for. */
export type SetPart = Exclude<ConnectionPart, 'url'> | 'engine';

/** A variable's name as a part of a connection. FAMILY: what the names of one connection begin with. */
export interface PartName {
  readonly family: string;
  readonly part: SetPart;
}

/** Undefined if the name is none of a part. */
export function partOfName(name: string): PartName | undefined {
  if (KEYCLOAK.test(name)) return { family: `${name}_`, part: 'engine' };
  const groups = PART.exec(name)?.groups;
  const found = PARTS.find(([part]) => groups?.[part] !== undefined);
  return found && { family: groups?.['family'] ?? '', part: found[0] };
}

/** What the name of a URL's variable begins with; undefined if the name is not a URL's. */
export function familyOfUrl(name: string): string | undefined {
  const match = URL_NAME.exec(name);
  return match === null ? undefined : (match.groups?.['family'] ?? name);
}

/** The name of a part that a set does not have yet, as the set's framework names it. */
export function nameInFamily(family: string, part: Exclude<SetPart, 'engine'>, isLaravel: boolean): string {
  const names = family === 'KC_DB_' ? KEYCLOAKS : isLaravel ? LARAVELS : family === 'PG' ? LIBPQS : USUAL;
  // db_host has db_user beside it.
  const isLower = family !== '' && family === family.toLowerCase();
  return `${family}${isLower ? names[part].toLowerCase() : names[part]}`;
}

const USUAL = { database: 'NAME', host: 'HOST', password: 'PASSWORD', port: 'PORT', user: 'USER' };

/** PGHOST, PGDATABASE. */
const LIBPQS = { ...USUAL, database: 'DATABASE' };

const LARAVELS = { ...LIBPQS, user: 'USERNAME' };

const KEYCLOAKS = { ...LARAVELS, database: 'URL_DATABASE', host: 'URL_HOST', port: 'URL_PORT' };
