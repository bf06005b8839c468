import type { Container, Volume } from '../../kubernetes/plain-types';
import { secretVolume } from '../../kubernetes/pod-security';
import type { S3BackupStoreProps } from './backup-store';

export const RESTIC_IMAGE = 'docker.io/restic/restic:0.19.1';

/** The keys of the Secret: the programs read them as files. */
const CREDENTIALS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'RESTIC_PASSWORD'];
const AUTHORITY = 'ca.crt';
export const STORE_SECRETS = { mountPath: '/run/secrets/store', name: 'secrets', readOnly: true };

/** The Secrets' keys that a store needs, and no others. */
export function storeSecrets({ ca, credentialsSecret }: S3BackupStoreProps): Volume {
  const { name } = STORE_SECRETS;
  if (ca === undefined) return secretVolume(name, credentialsSecret, CREDENTIALS);
  const sources = [
    { secret: { items: CREDENTIALS.map((key) => ({ key, path: key })), name: credentialsSecret } },
    { secret: { items: [{ key: ca.key, path: AUTHORITY }], name: ca.secret } },
  ];
  return { name, projected: { defaultMode: 0o440, sources } };
}

/** restic's environment. INSTANCE: whose backups they are; SCRATCH: a folder that it may write to. */
export function resticVariables(
  { bucket, ca, endpoint, prefix }: S3BackupStoreProps,
  instance: string,
  scratch: string,
): NonNullable<Container['env']> {
  return [
    ...(ca ? [{ name: 'RESTIC_CACERT', value: `${STORE_SECRETS.mountPath}/${AUTHORITY}` }] : []),
    { name: 'RESTIC_CACHE_DIR', value: `${scratch}/cache` },
    { name: 'RESTIC_PASSWORD_FILE', value: `${STORE_SECRETS.mountPath}/RESTIC_PASSWORD` },
    {
      name: 'RESTIC_REPOSITORY',
      value: `s3:${endpoint.replace(/\/+$/, '')}/${bucket}/${prefix ?? instance}`,
    },
    { name: 'TMPDIR', value: scratch },
  ];
}
