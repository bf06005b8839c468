import type { Notice } from '../../text/refusal';
import type { Dependency } from './dependency-lists';
import type { ExistingValue } from '../url/existing-value';
import type { DatabaseUrl } from '../url/database-url';

/** Of a package that takes no channel binding: its version, and the first one that does. */
export interface Unbound {
  readonly version: string;
  /** undefined: none does. */
  readonly since?: string;
}

interface Located extends Dependency {
  readonly path: string;
}

/** What reads the URL of a driver that has channel binding: none of its versions know it, or the older ones do not. */
const UNBOUND: ReadonlyMap<string, readonly [major: number, minor: number] | undefined> = new Map([
  ['asyncpg', undefined],
  ['github.com/jackc/pgx', [5, 9]],
  ['github.com/lib/pq', undefined],
  // Its libpq is 13 from here on; psycopg2 itself and psycopg take the one of the image.
  ['psycopg2-binary', [2, 9]],
]);

/** Modules that bring the driver along. */
const BROUGHT: ReadonlyMap<string, string> = new Map([['gorm.io/driver/postgres', 'github.com/jackc/pgx']]);

/** Why a package does not take channel binding, where a URL that asks for it would not connect. */
export function unboundPackage(
  { name, path, version }: Located,
  dependencies: readonly Located[],
): Unbound | undefined {
  const brought = BROUGHT.get(name);
  if (brought !== undefined) {
    const there = dependencies.find((one) => one.name === brought && one.path === path);
    return there && unboundPackage(there, dependencies);
  }
  if (!UNBOUND.has(name)) return undefined;
  const since = UNBOUND.get(name);
  if (since === undefined) return { version };
  // One exact version: a range may bring a newer one.
  const [, major, minor] = /^(?:={2,3}|v|)\s*(\d+)\.(\d+)/.exec(version.trim()) ?? [];
  if (major === undefined) return undefined;
  const isOlder = Number(major) < since[0] || (Number(major) === since[0] && Number(minor) < since[1]);
  return isOlder ? { version, since: since.join('.') } : undefined;
}

/** For one that a newer version would mend. */
export function unboundNotice({
  package: name,
  path,
  unbound,
}: {
  readonly package: string;
  readonly path: string;
  readonly unbound?: Unbound;
}): Notice[] {
  if (unbound?.since === undefined) return [];
  return [
    {
      code: 'no-channel-binding',
      path,
      message: `names ${name} ${unbound.version}, which does not know channel_binding, so the URL does not ask for it: a false server could ask for the password; take ${unbound.since} or newer, or give tls: 'verify-full'`,
    },
  ];
}

/** Where the URL of before did connect: a driver, or a pooler, that does not have it does not any more. */
export function bindingAdded(existing: ExistingValue, url: DatabaseUrl): boolean {
  return (
    existing.kind === 'postgresql' &&
    existing.host === url.host &&
    url.bindsChannel &&
    // JDBC passes over what it does not know.
    url.driver !== 'jdbc' &&
    existing.tlsParameters['channel_binding'] !== 'require'
  );
}
