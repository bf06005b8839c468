import { mappingAt } from '../text/mapping';
import type { Notice } from '../text/refusal';
import type { Workload } from '../gitops/tree/workload';

/** Who writes the files on the volume, and which group it is given to when it is mounted. */
export interface FileOwner {
  readonly uid: number;
  readonly gid: number;
  readonly fsGroup: number;
  /** Does the Deployment give its volumes to a group by itself? */
  readonly isGiven: boolean;
}

/** GIVEN is for a Deployment that leaves the user to its image. */
export function fileOwner(
  { podSpec }: Workload,
  container: unknown,
  given: number | undefined,
): { owner: FileOwner | undefined; problems: Omit<Notice, 'path'>[] } {
  const pod = mappingAt(podSpec, 'securityContext');
  const own = mappingAt(container, 'securityContext');
  const written = numberOf(own['runAsUser']) ?? numberOf(pod['runAsUser']);
  if (given !== undefined && written !== undefined && given !== written) {
    const message = `runs as user ${written}, and main.ts gives user ${given}; leave user out`;
    return { owner: undefined, problems: [{ code: 'another-user', message }] };
  }
  const uid = written ?? given;
  if (uid === undefined) return { owner: undefined, problems: [] };
  const gid = numberOf(own['runAsGroup']) ?? numberOf(pod['runAsGroup']) ?? uid;
  const fsGroup = numberOf(pod['fsGroup']);
  return { owner: { uid, gid, fsGroup: fsGroup ?? gid, isGiven: fsGroup !== undefined }, problems: [] };
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
