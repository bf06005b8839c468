import { mebibytes } from '../../kubernetes/size';
import type { ServerSpec } from '../../server/engine';
import type { ServerLimits } from './postgresql-conf';

/** What a server of that kind has to live in. */
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
