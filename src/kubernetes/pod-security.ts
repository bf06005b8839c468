import type { Container, PodSpec } from './plain-types';

/** What Pod Security's `restricted` asks of a pod; root, where that is who runs, is what it does not admit. */
export function podSecurity(uid: number, gid = uid): NonNullable<PodSpec['securityContext']> {
  return {
    fsGroup: gid,
    // Otherwise each start walks the whole volume, and all that is on it ends up group-writable.
    fsGroupChangePolicy: 'OnRootMismatch',
    runAsGroup: gid,
    runAsNonRoot: uid !== 0,
    runAsUser: uid,
    seccompProfile: { type: 'RuntimeDefault' },
  };
}

/** And of each of its containers. */
export const CONTAINER_SECURITY: NonNullable<Container['securityContext']> = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  privileged: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
};
