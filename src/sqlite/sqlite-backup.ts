import type { Size } from 'cdk8s';
import { Construct } from 'constructs';
import { synthScope } from '../gitops/synth/fact';
import { scheduleRule } from '../kubernetes/cron-schedule';
import { cronJob, cronJobOnDemand, jobSpec } from '../kubernetes/jobs';
import { MANAGED_BY, podLabels, selectorLabels } from '../kubernetes/labels';
import { dnsPorts } from '../kubernetes/network-peers';
import type { PodTemplate } from '../kubernetes/plain-types';
import { serviceAccount } from '../kubernetes/pod-security';
import { mebibytes } from '../kubernetes/size';
import { Manifest } from '../kubernetes/manifest';
import { addRules } from '../text/rules';
import backup from './backup.py';
import { backupPod, type BackupPodProps } from './backup-pod';
import databases from './databases.py';
import fetch from './fetch.sh';
import restore from './restore.py';
import type { BackupStore } from '../backup/store/backup-store';
import { storeClaim, storeClaimName } from '../backup/store/store-claim';
import upload from './upload.sh';

export interface SqliteBackupProps {
  /** The storage of the backups. */
  readonly to: BackupStore;
  /** The five fields of cron, in the cluster's time zone (mostly UTC). @default 0 2 * * * */
  readonly schedule?: string;
  /** For how many days the last backup of each day is kept. All backups of the last 24 hours are. @default 30 */
  readonly keep?: number;
  /** An image with Python 3.11 or newer, whose sqlite3 makes the copies. @default docker.io/library/python:3.13-slim-trixie */
  readonly image?: string;
}

/** What is known of a volume's backups only during a synth. @internal */
export type BackupTarget = Pick<BackupPodProps, 'owner' | 'workload'>;

const DEFAULT_SCHEDULE = '0 2 * * *';
const DEFAULT_KEEP = 30;
const DEFAULT_IMAGE = 'docker.io/library/python:3.13-slim-trixie';
/** Long enough to copy a SQLite file. restic would try for longer to reach a store that refuses it. */
const BACKUP_SECONDS = 3600;
const RESTORE_SECONDS = 3600;

export interface SqliteBackupConstructProps extends SqliteBackupProps {
  readonly instance: string;
  readonly claimName: string;
  /** The database's file on the volume. */
  readonly file: string;
  /** Size of the PVC: a copy is not larger. */
  readonly size: Size;
}

/** A CronJob that takes backups, and one that never runs by itself: a Job created from it restores a backup. */
export class SqliteBackup extends Construct {
  private readonly props: SqliteBackupConstructProps;

  constructor(scope: Construct, id: string, props: SqliteBackupConstructProps) {
    super(scope, id);
    this.props = props;
    const { keep = DEFAULT_KEEP, schedule = DEFAULT_SCHEDULE } = props;
    const { labels } = this;
    new Manifest(this, 'service-account', serviceAccount({ name: this.name, labels }));
    new Manifest(this, 'scripts', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: this.name, labels },
      data: {
        'backup.py': backup,
        'databases.py': databases,
        'restore.py': restore,
        ...(this.isInBucket && { 'fetch.sh': fetch, 'upload.sh': upload }),
      },
    });
    new Manifest(this, 'network-policy', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: this.name, labels },
      spec: {
        podSelector: { matchLabels: selectorLabels(this.name) },
        // The address of a bucket is not known during a synth. The node, not the pod, connects to a volume.
        ...(this.isInBucket && {
          egress: [{ ports: [{ protocol: 'TCP' }, ...dnsPorts('UDP')] }],
        }),
        policyTypes: ['Ingress', 'Egress'],
      },
    });
    storeClaim(this, props.to.target, { labels, name: this.name });

    addRules(
      this,
      () => [
        ...props.to.rules('backup.to'),
        scheduleRule(schedule, 'backups', DEFAULT_SCHEDULE, 'backup.schedule'),
        {
          code: 'backup-keep',
          field: 'backup.keep',
          when: !(Number.isInteger(keep) && keep >= 1 && keep <= 3650),
          say: `backup.keep is ${keep}; allowed: a whole number of days, 1 to 3650`,
        },
      ],
      scope,
    );
  }

  /** Creates the two CronJobs, when the files' owner and the workload that uses them are known. @internal */
  createJobs(target: BackupTarget): void {
    const scope = synthScope(this);
    const { instance, schedule = DEFAULT_SCHEDULE } = this.props;
    const { labels } = this;
    const backUp = jobSpec(this.pod('backup', target), { activeDeadlineSeconds: BACKUP_SECONDS });
    new Manifest(scope, 'cron-job', cronJob({ name: this.name, labels }, schedule, backUp));
    const restoreOne = jobSpec(this.pod('restore', target), {
      activeDeadlineSeconds: RESTORE_SECONDS,
      backoffLimit: 0,
    });
    const metadata = { name: `${instance}-restore`, labels };
    new Manifest(scope, 'restore', cronJobOnDemand(metadata, restoreOne));
  }

  private get name(): string {
    return `${this.props.instance}-backup`;
  }

  private get isInBucket(): boolean {
    return this.props.to.target.kind === 's3';
  }

  private get labels(): Record<string, string> {
    return { ...this.podLabels, ...MANAGED_BY };
  }

  private get podLabels(): Record<string, string> {
    return podLabels('sqlite', 'backup', this.name);
  }

  private pod(purpose: BackupPodProps['purpose'], of: BackupTarget): PodTemplate {
    const { claimName, file, image = DEFAULT_IMAGE, instance, keep = DEFAULT_KEEP, size, to } = this.props;
    const { target } = to;
    return backupPod({
      ...of,
      claimName,
      file,
      image,
      instance,
      keep,
      labels: this.podLabels,
      megabytes: mebibytes(size),
      name: this.name,
      purpose,
      store:
        target.kind === 's3'
          ? target
          : { kind: 'claim', name: storeClaimName(target, this.name) ?? this.name },
    });
  }
}
