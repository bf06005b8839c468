import type { Driver } from '../url/driver';
import rows from './libraries.json';

/** Whose names they are. */
export type Registry = 'python' | 'node' | 'go' | 'jvm' | 'dotnet' | 'ruby' | 'elixir' | 'rust' | 'php';

/** A library that connects to PostgreSQL, and the URL that it takes. docs/drivers.md is made of these rows. */
export interface Library {
  readonly registry: Registry;
  /** As the registry spells it; Python names are normalised. */
  readonly package: string;
  readonly driver: Driver;
  /** The driver below SQLAlchemy. */
  readonly sqlAlchemy?: Driver;
  /**
   * `url`: it reads the URL itself, in this form, whatever driver is below it. `sqlalchemy`: it passes its URL to SQLAlchemy,
   * and the driver's row says the form. @default - a driver
   */
  readonly role?: 'sqlalchemy' | 'url';
  /** The drivers that it may use itself, so that they say nothing about the URL. @default - with `url` in Python all */
  readonly over?: readonly Driver[];
  /** Only with this extra or feature it connects to PostgreSQL. */
  readonly feature?: string;
  /** `false`: it has no channel binding, although its driver has; `5.9`: it has since this version. @default - as its driver */
  readonly channelBinding?: false | `${number}.${number}`;
  /** Of Go: the module that it connects through, which go.mod names as well. @default - none */
  readonly through?: string;
  /** The version that was seen connecting with the URL that is written for it, TLS on. */
  readonly seen?: string;
  /** Why no version was: what its test would need. */
  readonly unseen?: string;
  /** What the application has to say to have TLS, if it takes none from a URL; in Markdown. */
  readonly needs?: string;
  /** What the code has to do beside. */
  readonly note?: string;
}

export const LIBRARIES = rows as readonly Library[];

const BY_PACKAGE = new Map(LIBRARIES.map((row) => [`${row.registry} ${row.package}`, row]));

/** Undefined for a package that does not connect to PostgreSQL. */
export function libraryOf(registry: Registry, name: string, extras: readonly string[]): Library | undefined {
  const row = BY_PACKAGE.get(`${registry} ${name}`);
  return row?.feature === undefined || extras.includes(row.feature) ? row : undefined;
}
