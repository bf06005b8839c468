import { isLoginName } from '../../text/login-name';
import { Refusal, type Notice } from '../../text/refusal';
import type { CronJob } from '../status/objects';

/** What a person wants restored, as given on the command line. */
export interface RestoreRequest {
  /** `latest`, a backup's name, or a time. @default latest */
  readonly at?: string;
  /** A new database, which takes no place. @default - the backup takes the place of the database */
  readonly into?: string;
  readonly replace?: boolean;
  readonly disconnect?: boolean;
  readonly dropOld?: boolean;
}

/** The environment of restore.sh. @throws Refusal of all that is wrong with the request itself, and of OTHERS */
export function restoreVariables(
  request: RestoreRequest,
  others: readonly Notice[] = [],
): Record<string, string> {
  const { at = 'latest', disconnect = false, dropOld = false, into, replace = false } = request;
  const moment = momentOf(at);
  const flags = [
    ...(replace ? ['--replace'] : []),
    ...(disconnect ? ['--disconnect'] : []),
    ...(dropOld ? ['--drop-old'] : []),
  ];
  const problems = [...others];
  if (moment === undefined) {
    const message = `"${at}" is not a backup; allowed: latest, a backup's name such as 20261128T020000Z, or a time such as 2026-11-28T10:00:00+01:00 or "2026-11-28 10:00" (UTC), for the last backup before it`;
    problems.push({ code: 'restore-at', path: '--at', message });
  }
  if (into !== undefined && (!isLoginName(into) || into.startsWith('cdk8s_database_'))) {
    const message = `"${into}" is not a valid name for a new database; allowed: a to z, 0 to 9 and "_", starting with a letter or "_", at most 63 characters, and not a name that the server uses or reserves`;
    problems.push({ code: 'restore-into', path: '--into', message });
  }
  if (into !== undefined && flags.length > 0) {
    const message = `restores into a new database and leaves the present one alone; remove ${flags.join(', ')}, or --into`;
    problems.push({ code: 'restore-into', path: '--into', message });
  }
  if (problems.length > 0) throw new Refusal(problems);
  return {
    AT: moment ?? '',
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

/** What restore.sh takes as AT. */
function momentOf(at: string): string | undefined {
  if (at === 'latest' || NAME.test(at)) return at;
  const [, date = '', minute = '', second = ':00', zone = 'Z'] = TIME.exec(at) ?? [];
  const wall = `${date}T${minute}${second}`;
  // Date.parse takes 30 February for 2 March.
  const local = new Date(`${wall}Z`);
  if (Number.isNaN(local.getTime()) || !local.toISOString().startsWith(wall)) return undefined;
  const moment = new Date(`${wall}${zone.toUpperCase()}`);
  if (Number.isNaN(moment.getTime())) return undefined;
  return `<=${moment.toISOString().replace(/[-:]|\.\d+/g, '')}`;
}

const NAME = /^\d{8}T\d{6}Z$/;
/** The seconds' fraction is left out: a backup has the time of a whole second. */
const TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?(?:\.\d+)?([Zz]|[+-]\d\d:\d\d)?$/;
