import { OURS, PGTUNE } from './configurations';
import type { Limits, Options } from './options';
import { geometricMean, isNarrow, ratioOf, type Ratio } from './statistics';
import { workloads, type Run, type WorkloadName } from './workloads';

/** A run of a configuration, and the run of the defaults beside it. */
interface Pair {
  readonly own: Run;
  readonly defaults: Run;
}

/** What was measured for one workload, on data of one size, under one limit. */
export class Cell {
  private readonly pairs = new Map<string, Pair[]>();

  constructor(
    readonly limits: Limits,
    readonly size: number,
    readonly workload: WorkloadName,
  ) {}

  add(name: string, own: Run, defaults: Run): void {
    this.pairs.set(name, [...this.of(name), { own, defaults }]);
  }

  get names(): readonly string[] {
    return [...this.pairs.keys()];
  }

  /** To the defaults. */
  ratio(name: string): Ratio {
    return ratioOf(this.of(name).map(({ own, defaults }) => [own.result, defaults.result]));
  }

  /** CPU time for the same work, of the defaults' and then its own: above 1 where it needs less. */
  cpuRatio(name: string): Ratio {
    return ratioOf(this.of(name).map(({ own, defaults }) => [this.cpuFor(defaults), this.cpuFor(own)]));
  }

  /** When its ratio is known well enough. */
  isDecided(name: string, { minRounds, maxRounds }: Options): boolean {
    const rounds = this.of(name).length;
    return rounds >= maxRounds || (rounds >= minRounds && isNarrow(this.ratio(name)));
  }

  get base(): number {
    return geometricMean([...this.pairs.values()].flat().map(({ defaults }) => defaults.result));
  }

  private of(name: string): readonly Pair[] {
    return this.pairs.get(name) ?? [];
  }

  /** A run is a fixed time, or a fixed amount of work. */
  private cpuFor({ result, cpuSeconds }: Run): number {
    return 'builtin' in workloads[this.workload] ? cpuSeconds / result : cpuSeconds;
  }
}

export function printCell(cell: Cell): void {
  const { limits, size, workload, base } = cell;
  const where = `${limits.memoryMiB}Mi/${limits.cpus} data ${size}x ${workload}`.padEnd(30);
  const ratios = cell.names.map(
    (name) => `${name} ${shown(cell.ratio(name))}, cpu ${shown(cell.cpuRatio(name))}`,
  );
  console.log(`${where} ${ratios.join('   ')}   [${base.toPrecision(4)}/s]`);
}

function shown({ middle, low, high, rounds }: Ratio): string {
  return `${middle.toFixed(3)} (${low.toFixed(2)}-${high.toFixed(2)}, ${rounds})`;
}

/** The means, and whether ours holds what docs/tuning-measurements.md says. Cells are judged by their interval's middle. */
export function printMeans(cells: readonly Cell[]): boolean {
  const middles = (name: string): number[] => cells.map((cell) => cell.ratio(name).middle);
  const names = new Set(cells.flatMap((cell) => cell.names));
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
    'each cell within 3 %': cells.every((cell) => isNarrow(cell.ratio(OURS))),
  };
  for (const [claim, isSo] of Object.entries(holds)) console.log(`${isSo ? 'yes' : 'NO '}  ${claim}`);
  return Object.values(holds).every(Boolean);
}
