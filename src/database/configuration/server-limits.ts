import { mebibytes } from '../../kubernetes/size';
import type { ServerSpec } from '../../server/engine';
import type { ServerLimits } from './postgresql-conf';

/** The resources that a server may use, in the units of the tuning. */
export function serverLimits({
  resources,
  storage,
}: Pick<ServerSpec, 'resources' | 'storage'>): ServerLimits {
  return {
    cpus: resources.cpuLimit,
    memory: mebibytes(resources.memory),
    volume: mebibytes(storage.size),
  };
}
