import type { Notice } from '../../text/refusal';

/** What `cdk8s-database status --json` prints. Sizes are bytes, times ISO 8601. */
export interface Status {
  readonly context?: string;
  readonly namespace?: string;
  readonly databases: readonly DatabaseStatus[];
  /** What needs attention. */
  readonly warnings: readonly Notice[];
}

export interface DatabaseStatus {
  readonly instance: string;
  readonly server: ServerStatus;
  readonly version: VersionStatus;
  readonly uptimeSeconds?: number;
  readonly connections?: ConnectionStatus;
  readonly database?: { readonly name: string; readonly bytes: number };
  readonly volume?: VolumeStatus;
  readonly backups: readonly RunStatus[];
  /** Of the archive of the WAL. */
  readonly baseBackup?: RunStatus;
  readonly drill?: RunStatus;
  readonly snapshot?: RunStatus;
  readonly migration?: JobStatus;
  readonly certificate?: CertificateStatus;
  /** Pages whose checksum was wrong when they were read. */
  readonly checksumFailures?: number;
  /** Settings whose new value waits for a restart. */
  readonly pendingRestart?: readonly string[];
  /** Why some of this is not known. */
  readonly unknown?: string;
}

export interface ServerStatus {
  /** @default - there is no pod */
  readonly pod?: string;
  readonly ready: boolean;
  /** Why it is not ready. */
  readonly reason?: string;
  /** The last lines of the container that failed or is not ready. */
  readonly log?: readonly string[];
  readonly restarts: number;
  readonly lastRestart?: { readonly at: string; readonly reason: string };
}

export interface VersionStatus {
  /** What the server says: 17.6. */
  readonly running?: string;
  readonly image?: string;
  /** The major version in main.ts. */
  readonly declared?: string;
}

export interface ConnectionStatus {
  readonly used: number;
  /** Without those that only a superuser gets. */
  readonly max: number;
}

export interface VolumeStatus {
  readonly claim?: string;
  readonly bytes: number;
  readonly usedBytes: number;
  readonly availableBytes: number;
}

export interface CertificateStatus {
  readonly notAfter: string;
  readonly issuer: string;
  readonly selfSigned: boolean;
}

export interface JobStatus {
  readonly job: string;
  readonly state: 'complete' | 'failed' | 'running';
  /** When it ended; of one that runs, when it began. */
  readonly at: string;
  /** How many of its pods have failed. */
  readonly failedPods: number;
  /** Why it failed, or does not run. */
  readonly reason?: string;
  /** What the Job itself reports: the JSON of its pod's termination message. */
  readonly result?: Readonly<Record<string, unknown>>;
}

/** A CronJob of the database. */
export interface RunStatus {
  readonly cronJob: string;
  readonly schedule: string;
  readonly suspended: boolean;
  readonly late: boolean;
  readonly next?: string;
  readonly lastSuccess?: string;
  readonly last?: JobStatus;
  /** What the last Job that succeeded reports. */
  readonly result?: Readonly<Record<string, unknown>>;
}
