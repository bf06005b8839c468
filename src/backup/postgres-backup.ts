import { Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import { synthScope } from '../gitops/synth/fact';
import { SYNTH_PART, type SynthPart } from '../gitops/synth/synthesis';
import { scheduleRule } from '../kubernetes/cron-schedule';
import { cronJob, cronJobOnDemand, FEWEST_KEPT, jobSpec, LONGEST_CRON_JOB_NAME } from '../kubernetes/jobs';
import { MANAGED_BY, podLabels, selectorLabels } from '../kubernetes/labels';
import { Manifest } from '../kubernetes/manifest';
import { dnsPorts } from '../kubernetes/network-peers';
import { wholeSeconds } from '../kubernetes/seconds';
import { isInPlainApp } from '../kubernetes/planned-app';
import { backupAlerts, drillAlerts } from '../server/backup-alerts';
import { Capability, type Contribution } from '../server/capability';
import { clientPolicy, sessionOptions } from '../server/psql-client';
import { RESTORE_TEMPLATE } from '../server/restore-template';
import type { TargetDatabase } from '../server/target-database';
import { refuseUnknownProps } from '../text/known-props';
import { addRules, type Rule } from '../text/rules';
import { isZoneName } from '../text/zone-name';
import { BACKUP_PROGRAM } from './backup-program';
import { backupPod, drillPod, LOCK_TIMEOUT, type StorePodProps } from './backup-pod';
import { BACKUP_ROLE, RESTORE_ROLE } from './backup-roles';
import { composeBackup } from './compose/compose-backup';
import type { BackupRetention, DrillProps, PostgresBackupProps } from './postgres-backup-props';
import restoreTemplate from './restore-template.sh';
import { BackupStore } from './store/backup-store';
import { storeClaim } from './store/store-claim';
import { WalArchive } from './wal/wal-archive';
import { WAL_PROGRAM } from './wal/wal-program';

const DEFAULT_SCHEDULE = '0 2 * * *';
/** Sunday, after the backup. */
const DEFAULT_DRILL_SCHEDULE = '0 5 * * 0';
const DEFAULT_ZONE = 'Etc/UTC';
const DEFAULT_KEEP: Required<BackupRetention> = { daily: 30, monthly: 0, weekly: 0 };
/** Six hours, which a dump of some hundred GiB takes. restic would try for longer to reach a store that refuses it. */
const DEFAULT_DEADLINE = Duration.hours(6);

/**
 * Backups by a CronJob for each store, and a CronJob that never runs by itself: a Job that is created from it restores
 * one. The Job logs in as a role that can only read, and never learns the application's password where it works.
 */
export class PostgresBackup extends Capability<TargetDatabase> implements SynthPart {
  /** @internal */
  readonly [SYNTH_PART] = true;
  private readonly database: TargetDatabase;
  private readonly props: PostgresBackupProps;

  /** @throws Refusal if the scope is not a database, or a prop is of a wrong type */
  constructor(database: TargetDatabase, id: string, props: PostgresBackupProps = {}) {
    refuseUnknownProps('PostgresBackupProps', id, props);
    super(database, id, props);
    this.database = database;
    this.props = props;
    const { deadline = DEFAULT_DEADLINE, schedule = DEFAULT_SCHEDULE } = props;
    addRules(this, () => [
      ...this.stores.flatMap((store, index) => store.rules(this.stores.length > 1 ? `to[${index}]` : 'to')),
      ...this.nameRules(),
      scheduleRule(schedule, 'backups', DEFAULT_SCHEDULE),
      {
        code: 'cron-schedule',
        field: 'timeZone',
        when: !isZoneName(props.timeZone ?? DEFAULT_ZONE),
        say: `"${props.timeZone ?? ''}" is not a time zone; allowed: an IANA name, for example Europe/Berlin`,
      },
      scheduleRule(
        props.drill?.schedule ?? DEFAULT_DRILL_SCHEDULE,
        'drills',
        DEFAULT_DRILL_SCHEDULE,
        'drill.schedule',
      ),
      {
        code: 'backup-deadline',
        field: 'deadline',
        when: this.deadlineSeconds < 60 || this.deadlineSeconds > 7 * 86_400,
        say: `deadline is ${deadline.toHumanString()}; allowed: from a minute to 7 days`,
      },
      ...keepRules(this.keep),
      ...(this.wal?.rules(this.stores) ?? []),
    ]);
    if (isInPlainApp(this)) this.bind();
  }

  contribute(): Contribution {
    const options = sessionOptions(this.database.access.server.major, LOCK_TIMEOUT);
    const { extensions } = this.database.spec;
    const wal = this.wal?.contribution;
    return {
      ...wal,
      alerts: [
        ...backupAlerts(
          'Postgresql',
          this.stores.map((_, index) => this.nameOf(index, 'backup')),
        ),
        ...(this.props.drill === undefined ? [] : drillAlerts(this.drillName)),
        ...(wal?.alerts ?? []),
      ],
      clients: [{ labels: selectorLabels(this.name) }],
      compose: (server) => composeBackup(server, { ...this.backupEnv, COMPRESS: '1' }, options),
      files: { ...wal?.files, ...(extensions.length > 0 && { [RESTORE_TEMPLATE]: restoreTemplate }) },
      roles: [BACKUP_ROLE, RESTORE_ROLE, ...(wal?.roles ?? [])],
    };
  }

  /** @internal */
  bind(): void {
    const scope = synthScope(this);
    const { access } = this.database;
    const { drill } = this.props;
    new Manifest(scope, 'programs', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: this.metadata(this.name),
      data: {
        ...BACKUP_PROGRAM,
        ...(this.wal && WAL_PROGRAM),
        ...assertionFiles(drill?.assertions),
      },
    });
    const hasBucket = this.stores.some(({ target }) => target.kind === 's3');
    // The address of a bucket is not known during a synth.
    const toBuckets = hasBucket ? [{ ports: [{ protocol: 'TCP' }] }] : [];
    const pods = { instance: this.name, labels: this.podLabels };
    new Manifest(scope, 'network-policy', clientPolicy(this.name, pods, access.server, toBuckets));
    this.stores.forEach((store, index) => {
      const name = this.nameOf(index, 'backup');
      storeClaim(scope, store.target, { labels: this.metadata(name).labels, name });
      const pod = {
        access,
        labels: this.podLabels,
        programName: this.name,
        store: { name, target: store.target },
      };
      this.backUp(scope, index, pod);
      this.restore(scope, index, pod);
    });
    if (drill !== undefined) this.rehearse(scope, drill);
    this.wal?.render(scope, {
      deadlineSeconds: this.deadlineSeconds,
      labels: this.podLabels,
      programName: this.name,
      timeZone: this.props.timeZone ?? DEFAULT_ZONE,
    });
  }

  private backUp(scope: Construct, index: number, pod: Omit<StorePodProps, 'env'>): void {
    const { schedule = DEFAULT_SCHEDULE, timeZone = DEFAULT_ZONE } = this.props;
    const env = { COMPRESS: pod.store.target.kind === 's3' ? '0' : '1', ...this.backupEnv };
    const template = backupPod({ ...pod, env, purpose: 'backup', roles: [BACKUP_ROLE.name] });
    const job = jobSpec(template, { activeDeadlineSeconds: this.deadlineSeconds });
    const metadata = this.metadata(this.nameOf(index, 'backup'));
    const fields = { successfulJobsHistoryLimit: 3, timeZone };
    new Manifest(scope, `cron-job-${index}`, cronJob(metadata, schedule, job, fields));
  }

  private restore(scope: Construct, index: number, pod: Omit<StorePodProps, 'env'>): void {
    const env = { AT: 'latest', DISCONNECT: 'false', DROP_OLD: 'false', INTO: '', REPLACE: 'false' };
    const template = backupPod({ ...pod, env, purpose: 'restore', roles: [RESTORE_ROLE.name] });
    const job = jobSpec(template, { activeDeadlineSeconds: this.deadlineSeconds, backoffLimit: 0 });
    const metadata = this.metadata(this.nameOf(index, 'restore'));
    new Manifest(scope, `restore-${index}`, cronJobOnDemand(metadata, job));
  }

  /** Of the backups in the first store. Its pod has no password of the database, and no way to it. */
  private rehearse(scope: Construct, { schedule = DEFAULT_DRILL_SCHEDULE, size }: DrillProps): void {
    const [store] = this.stores;
    if (store === undefined) return;
    const { access, spec } = this.database;
    const { timeZone = DEFAULT_ZONE } = this.props;
    const name = this.drillName;
    const labels = podLabels('postgresql', 'drill', name);
    const metadata = { labels: { ...labels, ...MANAGED_BY }, name };
    const { storageClass } = spec.storage;
    const template = drillPod({
      access,
      env: {},
      labels,
      programName: this.name,
      storage: { size: size ?? spec.storage.size, ...(storageClass !== undefined && { storageClass }) },
      store: { name: this.nameOf(0, 'backup'), target: store.target },
    });
    const job = jobSpec(template, { activeDeadlineSeconds: this.deadlineSeconds, backoffLimit: 0 });
    const fields = { ...FEWEST_KEPT, timeZone };
    new Manifest(scope, 'drill', cronJob(metadata, schedule, job, fields));
    new Manifest(scope, 'drill-network-policy', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata,
      spec: {
        podSelector: { matchLabels: selectorLabels(name) },
        ...(store.target.kind === 's3' && { egress: [{ ports: [{ protocol: 'TCP' }, ...dnsPorts('UDP')] }] }),
        policyTypes: ['Ingress', 'Egress'],
      },
    });
  }

  private metadata(name: string): { readonly labels: Record<string, string>; readonly name: string } {
    return { labels: { ...this.podLabels, ...MANAGED_BY }, name };
  }

  private get stores(): readonly BackupStore[] {
    const { to = BackupStore.newClaim({ size: this.database.spec.storage.size }) } = this.props;
    return to instanceof BackupStore ? [to] : to;
  }

  private get wal(): WalArchive | undefined {
    const { wal } = this.props;
    return wal && new WalArchive(this.database, wal);
  }

  private get keep(): Required<BackupRetention> {
    return { ...DEFAULT_KEEP, ...this.props.keep };
  }

  private get deadlineSeconds(): number {
    return wholeSeconds(this.props.deadline ?? DEFAULT_DEADLINE);
  }

  private get backupEnv(): Record<string, string> {
    return {
      DEADLINE: String(this.deadlineSeconds),
      KEEP_DAILY: String(this.keep.daily),
      KEEP_MONTHLY: String(this.keep.monthly),
      KEEP_WEEKLY: String(this.keep.weekly),
    };
  }

  private get name(): string {
    return `${this.database.access.instance}-backup`;
  }

  private get drillName(): string {
    return `${this.database.access.instance}-drill`;
  }

  /** The first store's objects have the plain name. */
  private nameOf(index: number, purpose: 'backup' | 'restore'): string {
    const name = `${this.database.access.instance}-${purpose}`;
    return index === 0 ? name : `${name}-${index + 1}`;
  }

  private get podLabels(): Record<string, string> {
    return podLabels('postgresql', 'backup', this.name);
  }

  private nameRules(): Rule[] {
    const longest = this.nameOf(this.stores.length - 1, 'restore');
    return [
      {
        code: 'backup-name',
        when: longest.length > LONGEST_CRON_JOB_NAME,
        say: `"${this.database.access.instance}" is too long for a database with backups; allowed: at most ${LONGEST_CRON_JOB_NAME - longest.length + this.database.access.instance.length} characters, since a CronJob's name has at most ${LONGEST_CRON_JOB_NAME}`,
      },
      {
        code: 'backup-store',
        field: 'to',
        when: this.stores.length === 0,
        say: 'there is no store; give at least one, for example BackupStore.s3({ … })',
      },
      {
        code: 'backup-store',
        field: 'to',
        when: new Set(this.stores.map((store) => store.locationOf(this.name))).size < this.stores.length,
        say: 'two stores are the same place; remove one of them',
      },
    ];
  }
}

function keepRules(keep: Required<BackupRetention>): Rule[] {
  const isCount = (value: number, least: number): boolean =>
    Number.isInteger(value) && value >= least && value <= 3650;
  return (['daily', 'weekly', 'monthly'] as const).map((tier) => {
    const least = tier === 'daily' ? 1 : 0;
    return {
      code: 'backup-keep',
      field: `keep.${tier}`,
      when: !isCount(keep[tier], least),
      say: `keep.${tier} is ${keep[tier]}; allowed: a whole number from ${least} to 3650`,
    };
  });
}

/** True if these are backups that do not survive the loss of the cluster, and nobody says that this is meant. */
export function isOnlyInCluster({ onlyInCluster = false, to = [] }: PostgresBackupProps): boolean {
  if (onlyInCluster) return false;
  return !(to instanceof BackupStore ? [to] : to).some((store) => store.isOutsideOfCluster);
}

/** Where the backups of INSTANCE are that another cluster or namespace reaches too. */
export function placesOutside(instance: string, { to = [] }: PostgresBackupProps): string[] {
  const outside = (to instanceof BackupStore ? [to] : to).filter((store) => store.isOutsideOfCluster);
  return outside.map((store) => store.locationOf(instance));
}

/** Each assertion's query, and its text; the file "assertions" lists them. */
function assertionFiles(assertions: Readonly<Record<string, string>> = {}): Record<string, string> {
  const all = Object.entries(assertions);
  if (all.length === 0) return {};
  const files = all.flatMap(([text, sql], index) => [
    // It is a part of the Job's result, which is JSON.
    [`assertion-${index + 1}.txt`, text.replace(/[\\"\s]+/g, ' ')],
    [`assertion-${index + 1}.sql`, sql],
  ]);
  const list = all.map((_, index) => `assertion-${index + 1}\n`).join('');
  return { ...(Object.fromEntries(files) as Record<string, string>), assertions: list };
}
