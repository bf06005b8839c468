import type { Notice } from '../../text/refusal';
import type { Dependency } from './dependency';
import type { ExistingValue } from '../url/existing-value';
import type { DatabaseUrl } from '../url/database-url';

/** A package without channel binding: its version, and the first version that supports it. */
export interface Unbound {
  readonly version: string;
  /** Undefined if no version supports it. */
  readonly since?: string;
}

interface Located extends Dependency {
  readonly path: string;
}

/** Packages of drivers with channel binding whose versions before this one, or all versions, do not support it. */
const UNBOUND: ReadonlyMap<string, readonly [major: number, minor: number] | undefined> = new Map([
  ['asyncpg', undefined],
  ['github.com/jackc/pgx', [5, 9]],
  ['github.com/lib/pq', undefined],
  // It contains libpq 13 from this version on; psycopg2 itself and psycopg use the image's libpq.
  ['psycopg2-binary', [2, 9]],
]);

/** Modules that depend on a driver. */
const DRIVER_OF_MODULE: ReadonlyMap<string, string> = new Map([
  ['gorm.io/driver/postgres', 'github.com/jackc/pgx'],
]);

/** Undefined if a package supports channel binding; without support, a URL that requires it cannot connect. */
export function unboundPackage(
  { name, path, version }: Located,
  dependencies: readonly Located[],
): Unbound | undefined {
  const required = DRIVER_OF_MODULE.get(name);
  if (required !== undefined) {
    const driver = dependencies.find((one) => one.name === required && one.path === path);
    return driver && unboundPackage(driver, dependencies);
  }
  if (!UNBOUND.has(name)) return undefined;
  const since = UNBOUND.get(name);
  if (since === undefined) return { version };
  // Only an exact version counts: a range may install a newer one.
  const [, major, minor] = /^(?:={2,3}|v|)\s*(\d+)\.(\d+)/.exec(version.trim()) ?? [];
  if (major === undefined) return undefined;
  const isOlder = Number(major) < since[0] || (Number(major) === since[0] && Number(minor) < since[1]);
  return isOlder ? { version, since: since.join('.') } : undefined;
}

/** A notice if a newer version of the package supports channel binding. */
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
      message: `names ${name} ${unbound.version}, which does not support channel_binding, so the URL does not require it: a false server could ask for the password; use ${unbound.since} or newer, or give tls: 'verify-full'`,
    },
  ];
}

/** True if the new URL requires channel binding and the old one did not: a driver or a pooler without it stops working. */
export function bindingAdded(existing: ExistingValue, url: DatabaseUrl): boolean {
  return (
    existing.kind === 'postgresql' &&
    existing.host === url.host &&
    url.bindsChannel &&
    // JDBC ignores unknown parameters.
    url.driver !== 'jdbc' &&
    existing.tlsParameters['channel_binding'] !== 'require'
  );
}
