import type { DatabaseUrl } from '../../backend/url/database-url';
import type { ExistingValue, PostgresqlValue } from '../../backend/url/existing-value';
import { describeAddress } from '../../text/address/address';
import { Refusal } from '../../text/refusal';
import type { ComposeService } from './database-environment';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1']);

/** If main.ts names no driver, keeps the driver of the existing URL. */
export function withExistingDriver(url: DatabaseUrl, existing: ExistingValue | undefined): DatabaseUrl {
  const isNamed = url.driver !== undefined && url.driver !== 'libpq';
  const driver = isNamed || existing?.kind !== 'postgresql' ? undefined : existing.driver;
  return driver === undefined ? url : url.with({ driver });
}

/** The password in an existing URL that points to this server. */
export function passwordFor(
  { database, user }: DatabaseUrl,
  address: ComposeService,
  existing: ExistingValue | undefined,
): string | undefined {
  if (existing?.kind !== 'postgresql' || existing.hasPlaceholders) return undefined;
  const isSame = existing.database === database && existing.user === user && pointsTo(existing, address);
  return isSame && existing.password !== '' ? existing.password : undefined;
}

/** A variable of a .env file that will contain a URL. */
interface UrlVariable extends ComposeService {
  readonly file: string;
  readonly name: string;
  /** The server's current password. */
  readonly kept: string | undefined;
}

/** A URL of another database may be the user's only copy of it. @throws Refusal instead of overwriting it */
export function refuseOtherDatabase(
  { database, user }: DatabaseUrl,
  { file, kept, name, ...address }: UrlVariable,
  existing: ExistingValue | undefined,
): void {
  const now = `main.ts now has ${database} as ${user} on ${address.service}`;
  const other = otherAddress(existing, address, kept);
  if (other !== undefined) {
    const message = `${name} points to ${other}, but ${now}; move the line to another file, or remove it`;
    throw Refusal.of('leads-elsewhere', file, message);
  }
  if (existing?.kind !== 'postgresql' || (existing.database === database && existing.user === user)) return;
  throw Refusal.of(
    'login-renamed',
    file,
    `${name} points to the database ${existing.database ?? ''} as ${existing.user ?? ''}, but ${now}, which the existing volume does not have; keep the names, or delete the volume (docker compose down --volumes) and remove the line`,
  );
}

/** The address of another database, for an error; undefined if it is this server's, or not an address. */
function otherAddress(
  existing: ExistingValue | undefined,
  address: ComposeService,
  kept: string | undefined,
): string | undefined {
  if (existing?.kind !== 'other' && existing?.kind !== 'postgresql') return undefined;
  if (existing.hasPlaceholders) return 'a value that another tool fills in';
  if (existing.kind === 'other') {
    return existing.address === undefined ? 'a value of an unknown form' : describeAddress(existing.address);
  }
  // The same password means this server, under an earlier service name or port.
  const wasHere = kept !== undefined && existing.password === kept && existing.hosts.every(isLocal);
  if (wasHere || pointsTo(existing, address)) return undefined;
  return existing.address === undefined ? 'another PostgreSQL' : describeAddress(existing.address);
}

/** True if a URL points to that service, or to its port on this machine. */
function pointsTo({ hosts }: PostgresqlValue, { port, service }: ComposeService): boolean {
  return hosts.every((one) => one.host === service || (LOOPBACK.has(one.host) && one.port === port));
}

/** True for this machine, or a possible service of a compose file. */
function isLocal({ host }: { readonly host: string }): boolean {
  return LOOPBACK.has(host) || /^[\w-]+$/.test(host);
}
