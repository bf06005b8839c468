import type { Notice } from '../../text/refusal';
import type { Dependency } from './dependency';
import { libraryOf } from './libraries';
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

/** Undefined if a package supports channel binding; without support, a URL that requires it cannot connect. */
export function unboundPackage(
  { registry, name, extras, path, version }: Located,
  dependencies: readonly Located[],
): Unbound | undefined {
  const { through, channelBinding: since } = libraryOf(registry, name, extras) ?? {};
  if (through !== undefined) {
    const driver = dependencies.find((one) => one.name === through && one.path === path);
    return driver && unboundPackage(driver, dependencies);
  }
  if (since === undefined) return undefined;
  if (since === false) return { version };
  // Only an exact version counts: a range may install a newer one.
  const [, major, minor] = /^(?:={2,3}|v|)\s*(\d+)\.(\d+)/.exec(version.trim()) ?? [];
  if (major === undefined) return undefined;
  const [sinceMajor = 0, sinceMinor = 0] = since.split('.').map(Number);
  const isOlder = Number(major) < sinceMajor || (Number(major) === sinceMajor && Number(minor) < sinceMinor);
  return isOlder ? { version, since } : undefined;
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
