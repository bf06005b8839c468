export { ApplicationSecret, type ExternalSecretProps } from './backend/connection/application-secret';
export { BackendEnvironment, type BackendEnvironmentProps } from './backend/connection/backend-environment';
export { BackendSecret, type BackendSecretProps } from './backend/connection/backend-secret';
export type { ConnectionPart } from './backend/connection/expected-connection';
export type { VariableValue } from './backend/environment/variable-value';
export { DatabaseConnection } from './backend/connection/database-connection';
export { DatabaseUrl } from './backend/url/database-url';
export type { DatabaseUrlProps } from './backend/url/database-url-props';
export type { Driver } from './backend/url/driver';
export { Password } from './backend/connection/password';
export type { DatabaseEnvironment, ManagedServer } from './database/environments/database-environment';
export type { NetworkPeer, NetworkPeer as DatabaseClient } from './kubernetes/network-peers';
export { DatabaseCredentials, type DatabaseCredentialsProps } from './database/plain/database-credentials';
export { DatabaseService, type DatabaseServiceProps } from './database/plain/database-service';
export { DatabaseVolumeClaim, type DatabaseVolumeClaimProps } from './database/plain/database-volume-claim';
export type { DatabaseStorage } from './server/database-storage';
export { PostgresConfig, type PostgresConfigProps } from './database/plain/postgres-config';
export { PostgresDatabase } from './database/postgres-database';
export type { PostgresDatabaseProps } from './database/postgres-database-props';
export type { Alert } from './server/alert';
export {
  Capability,
  type CapableDatabase,
  type Contribution,
  type NetworkRule,
  type PodContainer,
  type PodVolume,
  type PodVolumeMount,
} from './server/capability';
export type { ComposeServer } from './server/compose-server';
export { PostgresStatefulSet, type PostgresStatefulSetProps } from './database/plain/postgres-stateful-set';
export type { DatabaseResources } from './server/database-resources';
export { PostgresVersion, type PostgresMajor, type PostgresVersionProps } from './server/postgres-version';
export type {
  DiskType,
  DiskType as PostgresStorage,
  PostgresWorkload,
  ServerConfiguration,
} from './server/server-configuration';
export type { ServerLimits } from './database/configuration/postgresql-conf';
export type { SettingValue } from './server/given-setting';
export type { ServerRole } from './server/server-role';
export { ServerTls, type CertificateIssuer } from './server/server-tls';
export { GitOpsApp } from './gitops/synth/git-ops-app';
export type { Action, FileChange, Plan } from './gitops/plan/plan';
export { Refusal, type Notice } from './text/refusal';
export { Schema, type ScheduledProcedure, type SchemaProps } from './schema/schema';
export type { SqliteBackupProps } from './sqlite/sqlite-backup';
export {
  BackupStore,
  type ClaimBackupStoreProps,
  type NfsBackupStoreProps,
  type S3BackupStoreProps,
  type NewClaimBackupStoreProps,
} from './backup/store/backup-store';
export { PostgresBackup } from './backup/postgres-backup';
export type { BackupRetention, DrillProps, PostgresBackupProps } from './backup/postgres-backup-props';
export type { SqliteMonitoringProps } from './sqlite/sqlite-monitoring';
export type { WalArchiveProps } from './backup/wal/wal-archive-props';
export { SqliteVolume } from './sqlite/sqlite-volume';
export type { SqliteEnvironment, SqliteVolumeProps } from './sqlite/sqlite-volume-props';
export type { SqliteStorage } from './sqlite/sqlite-volume-claim';
export { LocalVolume, type LocalVolumeProps } from './storage/local-volume';
export { PostgresMonitoring } from './monitoring/postgres-monitoring';
export type { PostgresMonitoringProps } from './monitoring/postgres-monitoring-props';
export { PostgresImport } from './postgres-import/postgres-import';
export type { SecretKey } from './kubernetes/secret-key';
export type { PostgresImportProps, PostgresSource } from './postgres-import/postgres-import-props';
export type { TargetDatabase } from './server/target-database';
export { PostgresSnapshots } from './snapshots/postgres-snapshots';
export type { PostgresSnapshotsProps } from './snapshots/postgres-snapshots-props';
export { StorageClass, type StorageClassProps } from './storage/storage-class';
export type { GitOpsAppProps } from './gitops/synth/synth-options';
export { SqliteSource, type SqliteSourceProps } from './sqlite-to-postgres/sqlite-source';
export { SqliteToPostgres } from './sqlite-to-postgres/sqlite-to-postgres';
export type { SqliteToPostgresProps } from './sqlite-to-postgres/sqlite-to-postgres-props';
