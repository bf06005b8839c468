import type { Notice } from '../../text/refusal';
import { bytes, span } from './amounts';
import { isFailing } from './archive-health';
import type { ArchiveStatus, DatabaseStatus, JobStatus, RunStatus, VolumeStatus } from './status';

const DAY = 86_400_000;
const NEARLY_FULL = 0.8;
/** cert-manager renews a certificate of 90 days when 30 are left. */
const CERTIFICATE_DAYS = 14;

/** What needs attention of a database. */
export function warningsOf(status: DatabaseStatus, now: number): Notice[] {
  const { archive, backups, baseBackup, drill, instance, migration, snapshot } = status;
  return [
    ...ofServer(status, now),
    ...ofRoom(status, now),
    ...(archive === undefined ? [] : ofArchive(archive, status, now)),
    ...[...backups, baseBackup, drill, snapshot].flatMap((run) => (run === undefined ? [] : ofRun(run, now))),
    ...(migration === undefined ? [] : ofMigration(migration)),
  ].map((notice) => ({ path: instance, ...notice }));
}

type Warning = Omit<Notice, 'path'> & Partial<Pick<Notice, 'path'>>;

function ofServer({ server, unknown, version, ...status }: DatabaseStatus, now: number): Warning[] {
  const warnings: Warning[] = [];
  if (!server.ready) {
    warnings.push({
      code: 'server-not-ready',
      message: `is not ready: ${server.reason ?? 'nobody says why'}`,
    });
  }
  const { lastRestart } = server;
  if (server.ready && lastRestart !== undefined && now - Date.parse(lastRestart.at) < DAY) {
    const message = `was restarted ${span(now - Date.parse(lastRestart.at))} ago (${lastRestart.reason}); see "kubectl logs ${server.pod ?? ''} --all-containers --previous"`;
    warnings.push({ code: 'server-restarted', message });
  }
  if (unknown !== undefined) {
    warnings.push({ code: 'server-unasked', message: `could not be asked: ${unknown}` });
  }
  const running = version.running?.split('.')[0];
  if (running !== undefined && version.declared !== undefined && running !== version.declared) {
    const message = `runs PostgreSQL ${running}, and main.ts says ${version.declared}; move the data by "cdk8s-database upgrade", or apply what is committed`;
    warnings.push({ code: 'server-version', message });
  }
  const { checksumFailures = 0, pendingRestart = [] } = status;
  if (checksumFailures > 0) {
    const message = `has read ${checksumFailures} damaged pages; restore a backup into a new database, and look at the disk`;
    warnings.push({ code: 'checksum-failures', message });
  }
  if (pendingRestart.length > 0) {
    const message = `takes ${pendingRestart.join(', ')} only when it starts again; delete the pod when an interruption of some seconds is acceptable`;
    warnings.push({ code: 'restart-pending', message });
  }
  return warnings;
}

function ofRoom({ certificate, connections, volume }: DatabaseStatus, now: number): Warning[] {
  const warnings: Warning[] = [];
  if (volume !== undefined && isNearlyFull(volume)) {
    const message = `has ${bytes(volume.availableBytes)} left on its volume of ${bytes(volume.bytes)}; give it a larger storage.size in main.ts, or delete data`;
    warnings.push({ code: 'volume-nearly-full', message });
  }
  if (connections !== undefined && connections.used > NEARLY_FULL * connections.max) {
    const message = `has ${connections.used} of ${connections.max} connections in use; close idle ones, use a pool, or give it more memory in main.ts`;
    warnings.push({ code: 'connections-nearly-used', message });
  }
  const left = certificate === undefined ? Infinity : Date.parse(certificate.notAfter) - now;
  if (left < CERTIFICATE_DAYS * DAY) {
    const when = left < 0 ? `has ended ${span(-left)} ago` : `ends in ${span(left)}`;
    const message = `shows a certificate that ${when}; renew it, or see why that has not happened`;
    warnings.push({ code: 'certificate-ends', message });
  }
  return warnings;
}

function ofArchive(archive: ArchiveStatus, { baseBackup, server }: DatabaseStatus, now: number): Warning[] {
  const { baseBackups, lastFailed, volume, waiting } = archive;
  const warnings: Warning[] = [];
  if (isFailing(archive, now)) {
    const failed =
      lastFailed === undefined
        ? ''
        : `; ${lastFailed.file} failed ${span(now - Date.parse(lastFailed.at))} ago`;
    const waits =
      waiting === undefined
        ? ''
        : `; complete files that wait: ${waiting.files}, since ${span(now - Date.parse(waiting.since))}`;
    const message = `does not archive its WAL${failed}${waits}; see "kubectl logs ${server.pod ?? ''} -c postgres", and whether the archive is full`;
    warnings.push({ code: 'archive-failing', message });
  }
  if (isNearlyFull(volume)) {
    const message = `has ${bytes(volume.availableBytes)} left on the volume of its WAL archive, of ${bytes(volume.bytes)}; give backup.wal.to a larger size in main.ts, or keep less`;
    warnings.push({ code: 'volume-nearly-full', message });
  }
  const isBeingMade = baseBackup?.last?.state === 'running';
  if (!isBeingMade && !baseBackups.some(({ ofThisServer }) => ofThisServer)) {
    // A restore takes the last one, and one of a new server has nothing of what was lost.
    const before =
      baseBackups.length === 0
        ? ''
        : 'if the volume is new since the old one was lost, restore that first, by "cdk8s-database restore --to-time latest"; then ';
    const message = `archives its WAL, and has no base backup to begin from, so that no moment of its own can be restored; ${before}make one by "kubectl create job base-now --from=cronjob/${baseBackup?.cronJob ?? ''}"`;
    warnings.push({ code: 'no-base-backup', message });
  }
  return warnings;
}

function isNearlyFull({ availableBytes, usedBytes }: VolumeStatus): boolean {
  return usedBytes / (usedBytes + availableBytes) > NEARLY_FULL;
}

function ofRun({ cronJob, last, lastSuccess, late, suspended }: RunStatus, now: number): Warning[] {
  const warnings: Warning[] = [];
  const success =
    lastSuccess === undefined ? 'it never has' : `it last did ${span(now - Date.parse(lastSuccess))} ago`;
  if (last?.state === 'failed') {
    warnings.push({
      code: 'scheduled-job-failed',
      message: `failed in Job ${last.job}: ${last.reason ?? ''}`,
    });
  }
  if (last?.state === 'running' && last.reason !== undefined) {
    warnings.push({
      code: 'scheduled-job-failed',
      message: `does not get on in Job ${last.job}: ${last.reason}`,
    });
  }
  if (suspended) {
    warnings.push({ code: 'scheduled-job-suspended', message: 'is suspended: nothing starts it' });
  }
  if (late) {
    warnings.push({ code: 'scheduled-job-late', message: `has not succeeded when it was due; ${success}` });
  }
  return warnings.map((warning) => ({ path: cronJob, ...warning }));
}

function ofMigration({ failedPods, job, reason, state }: JobStatus): Warning[] {
  const why = reason === undefined ? '' : `: ${reason}`;
  if (state === 'failed') {
    return [
      {
        path: job,
        code: 'migration-failed',
        message: `failed${why}; see "kubectl logs job/${job}", mend the migration, and apply it again`,
      },
    ];
  }
  if (state === 'running' && (failedPods > 0 || reason !== undefined)) {
    return [
      {
        path: job,
        code: 'migration-failed',
        message: `has not succeeded yet${why}; see "kubectl logs job/${job}"`,
      },
    ];
  }
  return [];
}
