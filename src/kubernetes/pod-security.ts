import type { ApiObjectMetadata, ApiObjectProps } from 'cdk8s';
import type { Container, PodSpec, Volume } from './plain-types';
import { sortedByKey } from './sorted-by-key';

/** What Pod Security's `restricted` requires of a pod. With UID 0 it is all of that but `runAsNonRoot`. */
export function podSecurity(uid: number, gid = uid): NonNullable<PodSpec['securityContext']> {
  return {
    fsGroup: gid,
    // Otherwise each start changes the group and the mode of every file on the volume.
    fsGroupChangePolicy: 'OnRootMismatch',
    runAsGroup: gid,
    runAsNonRoot: uid !== 0,
    runAsUser: uid,
    seccompProfile: { type: 'RuntimeDefault' },
  };
}

/** What it requires of each container. */
export const CONTAINER_SECURITY: NonNullable<Container['securityContext']> = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  privileged: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
};

/** Its containers get no token for the API server, and no variables with the addresses of other Services. */
export function hardenedPod(spec: PodSpec): PodSpec {
  return sortedByKey({ automountServiceAccountToken: false, enableServiceLinks: false, ...spec });
}

export function hardenedContainer(container: Container): Container {
  return sortedByKey({ securityContext: CONTAINER_SECURITY, ...container, imagePullPolicy: 'IfNotPresent' });
}

/** An account without rights: the namespace's default account may have some. */
export function serviceAccount(metadata: ApiObjectMetadata): ApiObjectProps {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: false };
}

/** A Secret that the pod's group can read. KEYS: the files that are mounted. @default - all of its keys */
export function secretVolume(name: string, secretName: string, keys?: readonly string[]): Volume {
  const items = keys && { items: keys.map((key) => ({ key, path: key })) };
  return { name, secret: { defaultMode: 0o440, ...items, secretName } };
}
