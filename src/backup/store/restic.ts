import type { Container } from '../../kubernetes/plain-types';
import type { S3BackupStoreProps } from './backup-store';

export const RESTIC_IMAGE = 'docker.io/restic/restic:0.19.1';

/** The keys of the Secret: the programs read them as files. */
export const STORE_CREDENTIALS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'RESTIC_PASSWORD'];
export const STORE_SECRETS = { mountPath: '/run/secrets/store', name: 'secrets', readOnly: true };

/** restic's environment. INSTANCE: whose backups they are; SCRATCH: a folder that it may write to. */
export function resticVariables(
  { bucket, endpoint, prefix }: S3BackupStoreProps,
  instance: string,
  scratch: string,
): NonNullable<Container['env']> {
  return [
    { name: 'RESTIC_CACHE_DIR', value: `${scratch}/cache` },
    { name: 'RESTIC_PASSWORD_FILE', value: `${STORE_SECRETS.mountPath}/RESTIC_PASSWORD` },
    {
      name: 'RESTIC_REPOSITORY',
      value: `s3:${endpoint.replace(/\/+$/, '')}/${bucket}/${prefix ?? instance}`,
    },
    { name: 'TMPDIR', value: scratch },
  ];
}
