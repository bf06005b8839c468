import { mappingAt } from '../text/mapping';
import type { Notice } from '../text/refusal';
import type { Workload } from '../gitops/tree/workload';

/** The user and group that write the files on the volume, and the group that the volume gets when it is mounted. */
export interface FileOwner {
  readonly uid: number;
  readonly gid: number;
  readonly fsGroup: number;
  /** True if the Deployment itself sets the group of its volumes. */
  readonly isGiven: boolean;
}

/** GIVEN: the user, for a Deployment that does not name it. */
export function fileOwner(
  { podSpec }: Workload,
  container: unknown,
  given: number | undefined,
): { owner: FileOwner | undefined; problems: Omit<Notice, 'path'>[] } {
  const pod = mappingAt(podSpec, 'securityContext');
  const ofContainer = mappingAt(container, 'securityContext');
  const written = numberOf(ofContainer['runAsUser']) ?? numberOf(pod['runAsUser']);
  if (given !== undefined && written !== undefined && given !== written) {
    const message = `runs as user ${written}, and main.ts gives user ${given}; remove user`;
    return { owner: undefined, problems: [{ code: 'another-user', message }] };
  }
  const uid = written ?? given;
  if (uid === undefined) return { owner: undefined, problems: [] };
  const gid = numberOf(ofContainer['runAsGroup']) ?? numberOf(pod['runAsGroup']) ?? uid;
  const fsGroup = numberOf(pod['fsGroup']);
  return { owner: { uid, gid, fsGroup: fsGroup ?? gid, isGiven: fsGroup !== undefined }, problems: [] };
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
