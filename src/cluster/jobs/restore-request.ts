import { isLoginName } from '../../text/login-name';
import { Refusal, type Notice } from '../../text/refusal';
import type { CronJob } from '../status/objects';
import { momentOf } from './moment';

/** What a person wants restored, as given on the command line. */
export interface RestoreRequest {
  /** `latest`, a backup's name, or a time. @default latest */
  readonly at?: string;
  /** In place of `at`: a moment that the WAL goes to, or `latest`, its end. */
  readonly toTime?: string;
  /** A new database, which takes no place. @default - the backup takes the place of the database */
  readonly into?: string;
  readonly replace?: boolean;
  readonly disconnect?: boolean;
  readonly dropOld?: boolean;
}

/** The variables of a restore's containers. */
export interface RestoreVariables extends Readonly<Record<string, string>> {
  readonly AT: string;
}

/**
 * For restore.sh, or with `toTime` for recover.sh.
 * @throws Refusal of all that is wrong with the request itself, and of OTHERS
 */
export function restoreVariables(
  request: RestoreRequest,
  others: readonly Notice[] = [],
  now = Date.now(),
): RestoreVariables {
  const { at = 'latest', disconnect = false, dropOld = false, into, replace = false, toTime } = request;
  const flags = [
    ...(replace ? ['--replace'] : []),
    ...(disconnect ? ['--disconnect'] : []),
    ...(dropOld ? ['--drop-old'] : []),
  ];
  const problems = [...others];
  const target = toTime === undefined ? backupAt(at) : momentTo(toTime, now);
  if (typeof target !== 'string') problems.push(target);
  if (toTime !== undefined && request.at !== undefined) {
    const message = 'takes a backup, and --to-time the WAL archive; give one of them';
    problems.push({ code: 'restore-time', path: '--at', message });
  }
  if (into !== undefined && (!isLoginName(into) || into.startsWith('cdk8s_database_'))) {
    const message = `"${into}" is not a valid name for a new database; allowed: a to z, 0 to 9 and "_", starting with a letter or "_", at most 63 characters, and not a name that the server uses or reserves`;
    problems.push({ code: 'restore-into', path: '--into', message });
  }
  if (into !== undefined && flags.length > 0) {
    const message = `restores into a new database and leaves the present one alone; remove ${flags.join(', ')}, or --into`;
    problems.push({ code: 'restore-into', path: '--into', message });
  }
  if (typeof target !== 'string' || problems.length > 0) throw new Refusal(problems);
  return {
    AT: target,
    DISCONNECT: String(disconnect),
    DROP_OLD: String(dropOld),
    INTO: into ?? '',
    REPLACE: String(replace),
  };
}

/** @throws Refusal if INTO is the database that the application has, as CRONJOB knows it */
export function refuseLiveDatabase(cronJob: CronJob, into: string | undefined): void {
  const variables = cronJob.spec.jobTemplate.spec.template.spec.containers.flatMap(({ env = [] }) => env);
  const live = variables.find(({ name }) => name === 'PGDATABASE')?.value;
  if (into === undefined || into !== live) return;
  const message = `"${into}" is the application's database; give another name, or leave --into out to restore in its place`;
  throw Refusal.of('restore-into', '--into', message);
}

/** What restore.sh takes as AT. The seconds' fraction is left out: a backup has the time of a whole second. */
function backupAt(at: string): string | Notice {
  if (at === 'latest' || NAME.test(at)) return at;
  const moment = momentOf(at);
  if (moment !== undefined) return `<=${moment.time.toISOString().replace(/[-:]|\.\d+/g, '')}`;
  const message = `"${at}" is not a backup; allowed: latest, a backup's name such as 20261128T020000Z, or a time such as 2026-11-28T10:00:00+01:00 or "2026-11-28 10:00" (UTC), for the last backup before it`;
  return { code: 'restore-at', path: '--at', message };
}

const NAME = /^\d{8}T\d{6}Z$/;

/** What recover.sh takes as AT. */
function momentTo(toTime: string, now: number): string | Notice {
  if (toTime === 'latest') return toTime;
  const problem = (message: string): Notice => ({ code: 'restore-time', path: '--to-time', message });
  const moment = momentOf(toTime);
  if (moment === undefined) {
    return problem(
      `"${toTime}" is not a moment; allowed: a time with its zone such as 2026-11-28T10:00:00Z or "2026-11-28 11:00:00.25+01", or latest for the end of the archive`,
    );
  }
  const { fraction, hasZone, time } = moment;
  if (!hasZone) {
    return problem(`"${toTime}" has no time zone; give it behind the time: Z for UTC, or for example +01:00`);
  }
  if (time.getTime() > now + OTHER_CLOCKS) {
    return problem(
      `"${toTime}" has not come yet; give a moment in the past, or latest for the end of the archive`,
    );
  }
  // PostgreSQL's clock has microseconds.
  return time.toISOString().replace(/\.\d+/, fraction.slice(0, 7));
}

/** The server's may be ahead of this one's: recover.sh knows better. */
const OTHER_CLOCKS = 60_000;
