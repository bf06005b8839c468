import type { DatabaseUrl } from '../../backend/url/database-url';
import type { ExistingValue, PostgresqlValue } from '../../backend/url/existing-value';
import { Refusal } from '../../text/refusal';
import type { ComposeService } from './database-environment';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1']);

/** Where nobody else names a driver, the one of the URL that is there stays. */
export function asDriven(url: DatabaseUrl, there: ExistingValue | undefined): DatabaseUrl {
  const isNamed = url.driver !== undefined && url.driver !== 'libpq';
  const driver = isNamed || there?.kind !== 'postgresql' ? undefined : there.driver;
  return driver === undefined ? url : url.with({ driver });
}

/** The password in a URL that somebody has written for this very server. */
export function passwordFor(
  { database, user }: DatabaseUrl,
  place: ComposeService,
  there: ExistingValue | undefined,
): string | undefined {
  if (there?.kind !== 'postgresql' || there.hasPlaceholders) return undefined;
  const isOurs = there.database === database && there.user === user && isAt(there, place);
  return isOurs && there.password !== '' ? there.password : undefined;
}

/** A variable of a .env file that is about to be a URL. */
interface UrlVariable extends ComposeService {
  readonly file: string;
  readonly name: string;
  /** The password that this server had before. */
  readonly kept: string | undefined;
}

/** A URL that leads to another database may be the only note of it. @throws Refusal */
export function refuseOther(
  { database, user }: DatabaseUrl,
  { file, kept, name, ...place }: UrlVariable,
  there: ExistingValue | undefined,
): void {
  const now = `main.ts now says ${database} as ${user} on ${place.service}`;
  const where = otherPlace(there, place, kept);
  if (where !== undefined) {
    const message = `${name} leads to ${where}, and ${now}; move the line to another file, or take it out`;
    throw Refusal.of('leads-elsewhere', file, message);
  }
  if (there?.kind !== 'postgresql' || (there.database === database && there.user === user)) return;
  throw Refusal.of(
    'login-renamed',
    file,
    `${name} leads to the database ${there.database ?? ''} as ${there.user ?? ''}, and ${now}, which the volume that is there does not have; keep the names, or take the volume away (docker compose down --volumes) and the line out`,
  );
}

/** For people, and undefined where it is this server's own place, or none. */
function otherPlace(
  there: ExistingValue | undefined,
  place: ComposeService,
  kept: string | undefined,
): string | undefined {
  if (there?.kind === 'other' && there.scheme !== undefined) return `a database of ${there.scheme}`;
  if (there?.kind !== 'other' && there?.kind !== 'postgresql') return undefined;
  if (there.hasPlaceholders) return 'what something else fills in';
  if (there.kind === 'other') return undefined;
  // Where its service had another name, or its port was another one, its password is still this one's.
  const wasHere = kept !== undefined && there.password === kept && there.hosts.every(isNear);
  if (wasHere || isAt(there, place)) return undefined;
  return there.hosts.map(({ host, port }) => `${host}:${port}`).join(', ');
}

/** Does a URL lead to that service, or to its port of this machine? */
function isAt({ hosts }: PostgresqlValue, { port, service }: ComposeService): boolean {
  return hosts.every((one) => one.host === service || (LOOPBACK.has(one.host) && one.port === port));
}

/** This machine, or what can be a service of a compose file. */
function isNear({ host }: { readonly host: string }): boolean {
  return LOOPBACK.has(host) || /^[\w-]+$/.test(host);
}
