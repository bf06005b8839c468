import { INSTANCE_LABEL } from '../../kubernetes/labels';
import { Refusal } from '../../text/refusal';
import type { Cluster } from '../cluster';
import { sorted } from '../status/objects';
import { askServer } from '../status/server-facts';

/**
 * Asks the pod of the database INSTANCE, where the archive is mounted. Where it cannot be asked, the Job itself says it.
 * @throws Refusal if no base backup in the archive is older than AT, which is a time or `latest`
 */
export async function refuseMoment(cluster: Cluster, instance: string, at: string): Promise<void> {
  const [pod] = sorted(await cluster.get(['pods'], `${INSTANCE_LABEL}=${instance}`)).pods;
  const { archive } = await askServer(cluster, pod, instance);
  if (archive === undefined) return;
  const [first] = archive.baseBackups;
  if (first === undefined) {
    const message = 'has no base backup in the archive to begin from; --at restores a backup';
    throw Refusal.of('restore-time', '--to-time', message);
  }
  if (at === 'latest' || Date.parse(at) >= Date.parse(first.completeAt) + 1000) return;
  const message = `${at} is before the first moment that the archive has: its oldest base backup was complete at ${first.completeAt}; give a later one, or --at for a backup from before`;
  throw Refusal.of('restore-time', '--to-time', message);
}
