import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** How often a second a disk may be read, by its numbers as `lsblk` has them. */
export interface ReadLimit {
  /** For example 254:0. */
  readonly device: string;
  readonly perSecond: number;
}

const GROUPS = '/sys/fs/cgroup/blkio';
const SETTING = 'blkio.throttle.read_iops_device';

/** For all containers of a pod. The node has to be this machine, with cgroup v1; and nobody but root may. */
export function limitReads(podUid: string, { device, perSecond }: ReadLimit): void {
  // The kubelet's driver for systemd writes them with underscores.
  const names = [podUid, podUid.replaceAll('-', '_')];
  const settings = readdirSync(GROUPS, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(`/${SETTING}`))
    .filter((path) => names.some((name) => path.includes(name)));
  if (settings.length === 0) throw new Error(`--read-iops: ${GROUPS} has no group of the pod ${podUid}`);
  for (const setting of settings) writeFileSync(join(GROUPS, setting), `${device} ${perSecond}`);
}
