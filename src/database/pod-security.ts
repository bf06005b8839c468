import type { Container, PodSpec } from '../gitops/kubernetes';

/** `postgres` in the official Debian images. */
const POSTGRES_UID = 999;

/** What Pod Security's `restricted` asks of a pod, as the user that PostgreSQL's image is made for. */
export const POD_SECURITY: NonNullable<PodSpec['securityContext']> = {
  fsGroup: POSTGRES_UID,
  // Otherwise each start walks the whole volume, and the data directory ends up group-writable.
  fsGroupChangePolicy: 'OnRootMismatch',
  runAsGroup: POSTGRES_UID,
  runAsNonRoot: true,
  runAsUser: POSTGRES_UID,
  seccompProfile: { type: 'RuntimeDefault' },
};

/** And of each of its containers. */
export const CONTAINER_SECURITY: NonNullable<Container['securityContext']> = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  privileged: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
};
