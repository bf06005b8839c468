import type { createColors } from 'picocolors';
import { noticeText } from '../../text/refusal';
import { printable } from '../../text/printable';
import { bytes, span } from './amounts';
import { isFailing } from './archive-health';
import type {
  ArchiveStatus,
  DatabaseStatus,
  JobStatus,
  RunStatus,
  ServerStatus,
  Status,
  VolumeStatus,
} from './status';

type Colors = ReturnType<typeof createColors>;
/** Without `isGood` it has no colour: nothing is good or bad about it. */
type Row = readonly [name: string, text: string, isGood?: boolean | undefined];

/** One screen. COLORS: of a terminal, or none. */
export function screenOf(status: Status, colors: Colors, now: number): string {
  const { context, databases, namespace = 'default', warnings } = status;
  const where = `namespace ${namespace}${context === undefined ? '' : `, context ${context}`}`;
  const lines = [colors.dim(printable(where))];
  for (const database of databases) {
    const rows = rowsOf(database, now);
    const width = Math.max(...rows.map(([name]) => name.length));
    lines.push('', colors.bold(printable(database.instance)));
    for (const [name, text, isGood] of rows) {
      const shown = isGood === undefined ? printable : isGood ? colored(colors.green) : colored(colors.red);
      lines.push(`  ${colors.dim(name.padEnd(width))}  ${shown(text)}`);
    }
  }
  lines.push('');
  if (warnings.length === 0) lines.push(colors.green('nothing needs attention'));
  else lines.push(...warnings.map((warning) => `${colors.yellow('attention:')} ${noticeText(warning)}`));
  return `${lines.join('\n')}\n`;
}

/** The first words say how it is; the rest is for reading. */
function colored(color: (text: string) => string): (text: string) => string {
  return (text) => {
    const [, state = '', rest = ''] = /^([^:;,]*)(.*)$/s.exec(printable(text)) ?? [];
    return `${color(state)}${rest}`;
  };
}

function rowsOf(status: DatabaseStatus, now: number): Row[] {
  const { certificate, connections, database, server, uptimeSeconds, version, volume } = status;
  const rows: Row[] = serverRows(server, uptimeSeconds);
  const { declared, image, running } = version;
  const versions = [
    running ?? (image === undefined ? undefined : `not known, image ${image}`),
    declared === undefined ? undefined : `main.ts says ${declared}`,
  ];
  rows.push(['version', versions.filter((part) => part !== undefined).join('; ')]);
  if (connections !== undefined) rows.push(['connections', `${connections.used} of ${connections.max}`]);
  if (database !== undefined) rows.push(['database', `${database.name}, ${bytes(database.bytes)}`]);
  if (volume !== undefined) rows.push(['volume', room(volume)]);
  if (status.backups.length === 0) rows.push(['backup', 'none; backup: {} in main.ts turns it on']);
  for (const run of status.backups) rows.push(runRow('backup', run, now, backupResult));
  if (status.archive !== undefined) rows.push(archiveRow(status.archive, now));
  if (status.baseBackup !== undefined) {
    const { archive } = status;
    const text = archive === undefined ? baseBackupResult : () => newestBaseBackup(archive, now);
    rows.push(runRow('base backup', status.baseBackup, now, text));
  }
  if (status.drill === undefined) rows.push(['drill', 'none; backup: { drill: {} } in main.ts turns it on']);
  else rows.push(runRow('drill', status.drill, now, drillResult));
  if (status.snapshot !== undefined) rows.push(runRow('snapshot', status.snapshot, now, () => []));
  rows.push(migrationRow(status.migration, now));
  if (certificate !== undefined) {
    const until = `until ${certificate.notAfter.slice(0, 10)}`;
    rows.push([
      'certificate',
      `${until}, ${certificate.selfSigned ? 'self-signed' : `by ${certificate.issuer}`}`,
    ]);
  }
  return rows;
}

function serverRows(
  { log = [], pod, ready, reason, restarts }: ServerStatus,
  uptime: number | undefined,
): Row[] {
  const parts = [
    ready ? 'ready' : 'not ready',
    ...(uptime === undefined ? [] : [`up ${span(uptime * 1000)}`]),
    ...(pod === undefined ? [] : [`pod ${pod}, restarts: ${restarts}`]),
  ];
  return [
    ['server', parts.join('; '), ready],
    ...(reason === undefined ? [] : ([['why', reason]] as const)),
    ...log.map((line) => ['log', line] as const),
  ];
}

function runRow(
  name: string,
  run: RunStatus,
  now: number,
  resultText: (result: Readonly<Record<string, unknown>>) => string[],
): Row {
  const { last, lastSuccess, late, next, result = {}, suspended } = run;
  const isGood = !(last?.state === 'failed' || late || suspended);
  const parts = [
    lastSuccess === undefined
      ? last?.state === 'failed'
        ? 'failed'
        : late
          ? 'late'
          : 'none yet'
      : `${last?.state === 'failed' ? 'failed, last good' : late ? 'late, last' : 'ok'} ${ago(lastSuccess, now)}`,
    ...resultText(result),
    ...(last?.state === 'running' ? [runsSince(last, now)] : []),
    suspended ? 'suspended' : next === undefined ? run.schedule : `next in ${span(Date.parse(next) - now)}`,
  ];
  return [name, parts.join('; '), lastSuccess === undefined && isGood ? undefined : isGood];
}

/** Where the archive cannot be asked. Of a night when none was due, it is the last one. */
function baseBackupResult({ baseBackup }: Readonly<Record<string, unknown>>): string[] {
  return typeof baseBackup === 'string' ? [baseBackup] : [];
}

function backupResult({ backup, bytes: size, seconds }: Readonly<Record<string, unknown>>): string[] {
  const amounts = [
    ...(typeof size === 'number' ? [bytes(size)] : []),
    ...(typeof seconds === 'number' ? [`in ${span(seconds * 1000)}`] : []),
  ];
  return [
    ...(typeof backup === 'string' ? [backup] : []),
    ...(amounts.length > 0 ? [amounts.join(' ')] : []),
  ];
}

function drillResult({ dataAgeSeconds, restoreSeconds }: Readonly<Record<string, unknown>>): string[] {
  return [
    ...(typeof restoreSeconds === 'number' ? [`RTO ${span(restoreSeconds * 1000)}`] : []),
    ...(typeof dataAgeSeconds === 'number' ? [`RPO ${span(dataAgeSeconds * 1000)}`] : []),
  ];
}

function archiveRow(archive: ArchiveStatus, now: number): Row {
  const { baseBackups, failures, lastArchived, lastFailed, volume, waiting } = archive;
  const isBad = isFailing(archive, now);
  const first = baseBackups.find(({ ofThisServer }) => ofThisServer);
  const parts = [
    isBad ? 'failing' : lastArchived === undefined ? 'nothing yet' : 'ok',
    ...(lastArchived === undefined ? [] : [`last ${lastArchived.file} ${ago(lastArchived.at, now)}`]),
    ...(lastFailed === undefined ? [] : [`${failures} failures, the last ${ago(lastFailed.at, now)}`]),
    ...(waiting === undefined ? [] : [`waiting: ${waiting.files}`]),
    ...(first === undefined ? [] : [`moments since ${first.completeAt}`]),
    room(volume),
  ];
  return ['archive', parts.join('; '), lastArchived === undefined && !isBad ? undefined : !isBad];
}

function newestBaseBackup({ baseBackups }: ArchiveStatus, now: number): string[] {
  const newest = baseBackups.findLast(({ ofThisServer }) => ofThisServer);
  return newest === undefined ? [] : [`newest ${newest.name}, ${ago(newest.completeAt, now)}`];
}

function room({ availableBytes, bytes: all, usedBytes }: VolumeStatus): string {
  const share = Math.round((100 * usedBytes) / (usedBytes + availableBytes));
  return `${bytes(usedBytes)} of ${bytes(all)} used, ${share} %`;
}

function migrationRow(migration: JobStatus | undefined, now: number): Row {
  if (migration === undefined) return ['migration', 'none; schema in main.ts turns it on'];
  const { at, job, reason, state } = migration;
  if (state === 'running') return ['migration', `${runsSince(migration, now)}; Job ${job}`];
  const why = reason === undefined ? '' : `: ${reason}`;
  return ['migration', `${state} ${ago(at, now)}${why}; Job ${job}`, state === 'complete'];
}

function runsSince({ at, reason }: JobStatus, now: number): string {
  return `runs since ${span(now - Date.parse(at))}${reason === undefined ? '' : `: ${reason}`}`;
}

function ago(time: string, now: number): string {
  return `${span(now - Date.parse(time))} ago`;
}
