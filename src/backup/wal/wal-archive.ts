import { Duration, Size } from 'cdk8s';
import { Construct } from 'constructs';
import { scheduleRule } from '../../kubernetes/cron-schedule';
import { cronJob, cronJobOnDemand, FEWEST_KEPT, jobSpec, LONGEST_CRON_JOB_NAME } from '../../kubernetes/jobs';
import { MANAGED_BY } from '../../kubernetes/labels';
import { Manifest } from '../../kubernetes/manifest';
import { wholeSeconds } from '../../kubernetes/seconds';
import { mebibytes } from '../../kubernetes/size';
import type { Contribution } from '../../server/capability';
import type { TargetDatabase } from '../../server/target-database';
import type { Rule } from '../../text/rules';
import { BASE_BACKUP_ROLE } from '../backup-roles';
import { BackupStore } from '../store/backup-store';
import { storeClaim, storeClaimName } from '../store/store-claim';
import archive from './archive.sh';
import { walAlerts } from './wal-alerts';
import type { WalArchiveProps } from './wal-archive-props';
import { ARCHIVE, baseBackupPod, recoveryPod, type WalPodProps } from './wal-pods';

const DEFAULT_SCHEDULE = '0 1 * * *';
const DEFAULT_EVERY_DAYS = 7;
const DEFAULT_KEEP = 2;
const DEFAULT_TIMEOUT = Duration.minutes(5);
/** Three copies of a full volume: those that are kept, and a new one before the oldest goes. */
const VOLUMES = 3;
/** The recovered files, and their dump. */
const RECOVERY_VOLUMES = 2;
/** With these, a user's main.ts would turn off what this turns on, and nobody would see it. */
const OWN_SETTINGS = ['archive_mode', 'archive_command', 'archive_library', 'archive_timeout'];

export interface WalObjects {
  readonly labels: Readonly<Record<string, string>>;
  /** Of the ConfigMap with the programs. */
  readonly programName: string;
  readonly timeZone: string;
  readonly deadlineSeconds: number;
}

/**
 * The server's WAL in a second volume, base backups beside it, and a CronJob that never runs by itself: a Job that is
 * created from it restores the database as it was at a moment.
 */
export class WalArchive {
  constructor(
    private readonly database: TargetDatabase,
    private readonly props: WalArchiveProps,
  ) {}

  get contribution(): Required<
    Pick<Contribution, 'alerts' | 'clusterSettings' | 'files' | 'roles' | 'volumeMounts' | 'volumes'>
  > {
    const { timeout = DEFAULT_TIMEOUT } = this.props;
    return {
      alerts: walAlerts(this.instance, this.claimName, this.jobName),
      clusterSettings: {
        archive_command: `sh /etc/postgresql/archive.sh "%p" "%f" ${ARCHIVE.mountPath}/${this.instance}`,
        archive_mode: true,
        archive_timeout: `${wholeSeconds(timeout)}s`,
      },
      files: { 'archive.sh': archive },
      roles: [BASE_BACKUP_ROLE],
      volumeMounts: [ARCHIVE],
      volumes: [{ name: ARCHIVE.name, persistentVolumeClaim: { claimName: this.claimName } }],
    };
  }

  /** The objects in SCOPE. */
  render(scope: Construct, objects: WalObjects): void {
    const { deadlineSeconds, labels, programName, timeZone } = objects;
    const { everyDays = DEFAULT_EVERY_DAYS, keep = DEFAULT_KEEP, schedule = DEFAULT_SCHEDULE } = this.props;
    const { access, spec } = this.database;
    const { fromSnapshot, storageClass } = spec.storage;
    const metadata = (name: string): { readonly labels: Record<string, string>; readonly name: string } => ({
      labels: { ...labels, ...MANAGED_BY },
      name,
    });
    storeClaim(new Construct(scope, 'wal'), this.store.target, metadata(this.ownName));
    const pod: Omit<WalPodProps, 'env'> = {
      access,
      claimName: this.claimName,
      labels,
      programName,
      ...(fromSnapshot !== undefined && { fromSnapshot }),
    };
    const base = baseBackupPod({ ...pod, env: { EVERY_DAYS: String(everyDays), KEEP: String(keep) } });
    const fields = { successfulJobsHistoryLimit: 3, timeZone };
    new Manifest(
      scope,
      'base-backup',
      cronJob(
        metadata(this.jobName),
        schedule,
        jobSpec(base, { activeDeadlineSeconds: deadlineSeconds }),
        fields,
      ),
    );
    const recovery = recoveryPod({
      ...pod,
      env: {
        AT: 'latest',
        COMPRESS: '1',
        DEADLINE: String(deadlineSeconds),
        DISCONNECT: 'false',
        DROP_OLD: 'false',
        INTO: '',
        KEEP_DAILY: '1',
        KEEP_MONTHLY: '0',
        KEEP_WEEKLY: '0',
        REPLACE: 'false',
      },
      storage: { size: this.recoverySize, ...(storageClass !== undefined && { storageClass }) },
    });
    const job = jobSpec(recovery, { activeDeadlineSeconds: deadlineSeconds, backoffLimit: 0 });
    const name = `${this.instance}-restore-wal`;
    new Manifest(scope, 'restore-wal', cronJobOnDemand(metadata(name), job, FEWEST_KEPT));
  }

  /** BACKUPS: the stores of the dumps. */
  rules(backups: readonly BackupStore[]): Rule[] {
    const { everyDays = DEFAULT_EVERY_DAYS, keep = DEFAULT_KEEP, schedule = DEFAULT_SCHEDULE } = this.props;
    const { timeout = DEFAULT_TIMEOUT } = this.props;
    const { settings = {} } = this.database.spec.configuration;
    const given = Object.entries(settings).map(([name, value]): [string, string] => [
      name.toLowerCase(),
      String(value),
    ]);
    const { target } = this.store;
    const isWhole = (value: number, most: number): boolean =>
      Number.isInteger(value) && value >= 1 && value <= most;
    return [
      ...this.store.rules('wal.to'),
      {
        code: 'wal-store',
        field: 'wal.to',
        when: target.kind === 's3',
        say: 'the WAL cannot go to a bucket, since nothing in the image of PostgreSQL writes to one; allowed: BackupStore.newClaim, claim or nfs',
      },
      {
        code: 'wal-store',
        field: 'wal.to',
        when:
          target.kind === 'claim' &&
          backups.some((one) => one.target.kind === 'claim' && one.target.name === target.name),
        say: 'the WAL would be on the claim of the backups, which then only the node of the server can mount; give it a claim of its own',
      },
      {
        code: 'wal-settings',
        field: 'wal',
        when: given.some(([name]) => OWN_SETTINGS.includes(name)),
        say: `configuration.settings has ${given
          .map(([name]) => name)
          .filter((name) => OWN_SETTINGS.includes(name))
          .join(', ')}, which backup.wal sets itself; remove it, or backup.wal`,
      },
      {
        code: 'wal-settings',
        field: 'wal',
        // One sends the files, one the WAL meanwhile.
        when: given.some(([name, value]) => name === 'max_wal_senders' && !(Number(value) >= 2)),
        say: 'configuration.settings has max_wal_senders below 2, and a base backup needs two; remove it',
      },
      {
        code: 'wal-timeout',
        field: 'wal.timeout',
        when: timeout.toMilliseconds() < 10_000 || timeout.toMilliseconds() > 86_400_000,
        say: `wal.timeout is ${timeout.toHumanString()}; allowed: from 10 seconds to a day`,
      },
      scheduleRule(schedule, 'base backups', DEFAULT_SCHEDULE, 'wal.schedule'),
      {
        code: 'backup-keep',
        field: 'wal.everyDays',
        when: !isWhole(everyDays, 365),
        say: `wal.everyDays is ${everyDays}; allowed: a whole number from 1 to 365`,
      },
      {
        code: 'backup-keep',
        field: 'wal.keep',
        when: !isWhole(keep, 365),
        say: `wal.keep is ${keep}; allowed: a whole number from 1 to 365`,
      },
      {
        code: 'backup-name',
        when: this.jobName.length > LONGEST_CRON_JOB_NAME,
        say: `"${this.instance}" is too long for a database with base backups; allowed: at most ${LONGEST_CRON_JOB_NAME - this.jobName.length + this.instance.length} characters, since a CronJob's name has at most ${LONGEST_CRON_JOB_NAME}`,
      },
    ];
  }

  private get store(): BackupStore {
    const { size } = this.database.spec.storage;
    return this.props.to ?? BackupStore.newClaim({ size: times(VOLUMES, size) });
  }

  private get recoverySize(): Size {
    return this.props.recoverySize ?? times(RECOVERY_VOLUMES, this.database.spec.storage.size);
  }

  private get claimName(): string {
    return storeClaimName(this.store.target, this.ownName) ?? this.ownName;
  }

  private get instance(): string {
    return this.database.access.instance;
  }

  private get ownName(): string {
    return `${this.instance}-wal`;
  }

  private get jobName(): string {
    return `${this.instance}-base-backup`;
  }
}

function times(count: number, size: Size): Size {
  return Size.mebibytes(count * mebibytes(size));
}
