import { SizeRoundingBehavior } from 'cdk8s';
import type { ServerSpec } from '../../server/engine';
import type { ServerLimits } from './postgresql-conf';

/** What a server of that kind has to live in. */
export function serverLimits({
  resources,
  storage,
}: Pick<ServerSpec, 'resources' | 'storage'>): ServerLimits {
  const rounding = SizeRoundingBehavior.FLOOR;
  return {
    cpus: resources.cpuLimit,
    memory: resources.memory.toMebibytes({ rounding }),
    volume: storage.size.toMebibytes({ rounding }),
  };
}
