import { tuning } from '../../src/database/configuration/postgres-tuning';
import { pgtune } from './pgtune';
import type { Limits, Options } from './options';

/** The image's defaults, with which all are compared. */
export const NO_LINES = '';

/** The lines of postgresql.conf by the name of what is compared. */
export function configurations(limits: Limits, volumeMiB: number, options: Options): Map<string, string> {
  const { memoryMiB, cpus } = limits;
  const { candidates, lz4, major, onlyCandidates } = options;
  const common = { cpus, major, storage: 'ssd', workload: 'web' } as const;
  const settings = tuning({ ...common, lz4, memory: memoryMiB, volumeMiB });
  const always: [string, string][] = [
    [PGTUNE, lines(pgtune({ ...common, memoryMiB }))],
    [OURS, lines(settings.map(({ name, value }) => [name, value] as const))],
  ];
  return new Map([...(onlyCandidates ? [] : always), ...candidates]);
}

export const PGTUNE = 'PGTune';
export const OURS = 'ours';

function lines(values: Iterable<readonly [string, string]>): string {
  return [...values].map(([name, value]) => `${name} = ${value}`).join('\n');
}
