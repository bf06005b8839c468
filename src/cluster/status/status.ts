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
  /** Of a server that archives its WAL, as its pod sees the archive. */
  readonly archive?: ArchiveStatus;
  /** The CronJob that looks whether a base backup is due. */
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

export interface ArchiveStatus {
  readonly lastArchived?: ArchivedFile;
  /** It may have been archived since. */
  readonly lastFailed?: ArchivedFile;
  /** How often archiving a file has failed since the server's statistics began. */
  readonly failures: number;
  /** Files that are complete and not in the archive yet, and since when the oldest of them waits. */
  readonly waiting?: { readonly files: number; readonly since: string };
  /** Whole ones, the oldest first. */
  readonly baseBackups: readonly BaseBackupStatus[];
  readonly volume: VolumeStatus;
}

/** A file of the WAL, and when the server did something with it. */
export interface ArchivedFile {
  readonly file: string;
  readonly at: string;
}

export interface BaseBackupStatus {
  /** When it was begun: 20261129T010002Z. */
  readonly name: string;
  /** Moments after this one can be restored from it. */
  readonly completeAt: string;
  /** False: of a server before an upgrade or a snapshot. */
  readonly ofThisServer: boolean;
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
