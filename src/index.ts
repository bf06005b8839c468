export { ApplicationSecret, type ExternalSecretProps } from './backend/application-secret';
export { BackendSecret, type BackendSecretProps } from './backend/backend-secret';
export { DatabaseConnection } from './backend/database-connection';
export { DatabaseUrl, type DatabaseUrlProps } from './backend/database-url';
export type { Driver } from './backend/driver';
export { Password } from './backend/password';
export type { DatabaseEnvironment, ManagedServer } from './database/database-environment';
export type { NetworkPeer, NetworkPeer as DatabaseClient } from './backend/network-peers';
export { DatabaseCredentials, type DatabaseCredentialsProps } from './database/database-credentials';
export { DatabaseService, type DatabaseServiceProps } from './database/database-service';
export {
  DatabaseVolumeClaim,
  type DatabaseStorage,
  type DatabaseVolumeClaimProps,
} from './database/database-volume-claim';
export { PostgresConfig, type PostgresConfigProps } from './database/postgres-config';
export { PostgresDatabase, type PostgresDatabaseProps } from './database/postgres-database';
export {
  PostgresStatefulSet,
  type DatabaseResources,
  type PostgresStatefulSetProps,
} from './database/postgres-stateful-set';
export { PostgresVersion, type PostgresMajor, type PostgresVersionProps } from './database/postgres-version';
export type { PostgresStorage, PostgresWorkload } from './database/postgres-tuning';
export type { ServerConfiguration, ServerLimits } from './database/postgresql-conf';
export type { SettingValue } from './database/given-setting';
export { ServerTls, type CertificateIssuer } from './database/server-tls';
export { GitOpsApp } from './gitops/git-ops-app';
export type { Action, FileChange, Plan } from './gitops/plan';
export { Refusal, type Notice } from './gitops/refusal';
export { Schema, type ScheduledProcedure, type SchemaProps } from './schema/schema';
export type { SqliteBackupProps } from './sqlite/sqlite-backup';
export {
  SqliteBackupStore,
  type ClaimBackupStoreProps,
  type NfsBackupStoreProps,
  type S3BackupStoreProps,
} from './sqlite/sqlite-backup-store';
export { SqliteVolume, type SqliteEnvironment, type SqliteVolumeProps } from './sqlite/sqlite-volume';
export type { SqliteStorage } from './sqlite/sqlite-volume-claim';
export { LocalVolume, type LocalVolumeProps } from './storage/local-volume';
export { StorageClass, type StorageClassProps } from './storage/storage-class';
export type { GitOpsAppProps } from './gitops/synth-options';
export { SqliteSource, type SqliteSourceProps } from './sqlite-to-postgres/sqlite-source';
export {
  SqliteToPostgres,
  type SqliteToPostgresProps,
  type TargetDatabase,
} from './sqlite-to-postgres/sqlite-to-postgres';
