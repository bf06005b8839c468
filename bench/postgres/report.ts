import { DEFAULTS, OURS, PGTUNE } from './configurations';
import type { Limits, Options } from './options';
import { geometricMean, isNarrow, ratioOf, type Ratio } from './statistics';
import type { WorkloadName } from './workloads';

/** What was measured for one workload, on data of one size, under one limit. */
export class Cell {
  private readonly results = new Map<string, number[]>();
  private readonly cpu = new Map<string, number[]>();

  constructor(
    readonly limits: Limits,
    readonly size: number,
    readonly workload: WorkloadName,
    private readonly names: readonly string[],
  ) {}

  add(name: string, result: number, cpuSeconds: number): void {
    this.results.set(name, [...(this.results.get(name) ?? []), result]);
    const took = this.isTimed ? cpuSeconds : cpuSeconds / result;
    this.cpu.set(name, [...(this.cpu.get(name) ?? []), took]);
  }

  /** Ratios to the defaults, of the rounds that are whole. */
  ratios(): Map<string, Ratio> {
    const base = this.results.get(DEFAULTS) ?? [];
    return new Map(
      this.names
        .filter((name) => name !== DEFAULTS)
        .map((name) => {
          const own = this.results.get(name) ?? [];
          return [name, ratioOf(own.map((result, round) => [result, base[round] ?? Number.NaN]))];
        }),
    );
  }

  /** When our own ratio is known well enough; where ours is left out, all of them. */
  isDecided({ minRounds, maxRounds }: Options): boolean {
    const rounds = this.results.get(DEFAULTS)?.length ?? 0;
    if (rounds < minRounds) return false;
    const ours = this.ratios().get(OURS);
    return rounds >= maxRounds || (ours ? [ours] : [...this.ratios().values()]).every(isNarrow);
  }

  /** CPU time for the same work, of the defaults' and then its own: above 1 where it needs less. */
  cpuRatio(name: string): number {
    return geometricMean(this.cpu.get(DEFAULTS) ?? []) / geometricMean(this.cpu.get(name) ?? []);
  }

  /** Whether a run is a fixed amount of work and not a fixed time. */
  private get isTimed(): boolean {
    return this.workload !== 'tpcb' && this.workload !== 'select';
  }

  get base(): number {
    return geometricMean(this.results.get(DEFAULTS) ?? []);
  }
}

export function printCell(cell: Cell): void {
  const { limits, size, workload, base } = cell;
  const ratios = [...cell.ratios()].map(([name, { middle, low, high, rounds }]) =>
    `${name} ${middle.toFixed(2)} (${low.toFixed(2)}-${high.toFixed(2)}, ${rounds}) cpu ${cell.cpuRatio(name).toFixed(2)}`.padEnd(
      38,
    ),
  );
  const where = `${limits.memoryMiB}Mi/${limits.cpus} data ${size}x ${workload}`.padEnd(30);
  console.log(`${where} ${ratios.join(' ')}  [${base.toPrecision(4)}/s]`);
}

/** The means, and whether ours holds what docs/tuning.md says. Cells are judged by their interval's middle. */
export function printMeans(cells: readonly Cell[]): boolean {
  const middles = (name: string): number[] => cells.flatMap((cell) => cell.ratios().get(name)?.middle ?? []);
  const names = new Set(cells.flatMap((cell) => [...cell.ratios().keys()]));
  for (const name of names) {
    const [mean, least] = [geometricMean(middles(name)), Math.min(...middles(name))];
    console.log(`${name}: geometric mean ${mean.toFixed(3)}, least ${least.toFixed(2)}`);
  }
  if (!names.has(OURS)) return true;
  const mean = geometricMean(middles(OURS));
  const holds = {
    'ours never below 0.97': Math.min(...middles(OURS)) >= 0.97,
    'mean above 1.1': mean > 1.1,
    "mean above PGTune's": mean > geometricMean(middles(PGTUNE)),
    // A middle alone is luck where the interval is wide: too few rounds, or a machine that others use as well.
    'each cell within 3 %': cells.every((cell) =>
      [cell.ratios().get(OURS)].every((ratio) => ratio && isNarrow(ratio)),
    ),
  };
  for (const [claim, isSo] of Object.entries(holds)) console.log(`${isSo ? 'yes' : 'NO '}  ${claim}`);
  return Object.values(holds).every(Boolean);
}
