import { appendFileSync } from 'node:fs';
import { BenchPod } from './bench-pod';
import { configurations } from './configurations';
import { readOptions, type Limits, type Options } from './options';
import { Cell, printCell, printMeans } from './report';
import { BenchServer } from './server';
import { workloads, type RunShape, type WorkloadName } from './workloads';

const options = readOptions(process.argv.slice(2));
const cells: Cell[] = [];
for (const limits of options.limits) {
  for (const size of options.sizes) cells.push(...(await measureData(limits, size, options)));
}
if (!printMeans(cells)) process.exitCode = 1;

/** All workloads on data of one size. */
async function measureData(limits: Limits, size: number, options: Options): Promise<Cell[]> {
  const sizeMiB = limits.memoryMiB * size;
  // Temporary files and WAL beside the data and what is loaded.
  const volumeMiB = sizeMiB * 2 + options.bulkMiB * 3 + 8192;
  const compared = configurations(limits, volumeMiB, options);
  const pod = await BenchPod.start(limits, volumeMiB, options);
  const interrupted = (): void => void pod.delete().finally(() => process.exit(130));
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    const server = new BenchServer(pod, limits.memoryMiB, sizeMiB);
    const bulkMiB = Math.min(sizeMiB, options.bulkMiB);
    const indexedTable = await server.initialise(bulkMiB);
    const shape = { ...options, scale: server.scale, indexedTable, loadRows: bulkMiB * 7500 };
    const done: Cell[] = [];
    for (const workload of options.workloads) {
      const cell = new Cell(limits, size, workload, [...compared.keys()]);
      await measureCell(cell, server, [...compared], shape);
      printCell(cell);
      done.push(cell);
    }
    return done;
  } finally {
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
    await pod.delete();
  }
}

/** Rounds of one run a configuration, the first of a round another one each time. */
async function measureCell(
  cell: Cell,
  server: BenchServer,
  all: readonly (readonly [string, string])[],
  shape: Omit<RunShape, 'seed'>,
): Promise<void> {
  for (let round = 0; !cell.isDecided(options); round++) {
    const first = round % all.length;
    for (const [name, configuration] of [...all.slice(first), ...all.slice(0, first)]) {
      const { result, cpuSeconds } = await measureRun(server, configuration, cell.workload, {
        ...shape,
        seed: round + 1,
      });
      cell.add(name, result, cpuSeconds);
      if (options.out === undefined) continue;
      const { limits, size, workload } = cell;
      appendFileSync(
        options.out,
        `${JSON.stringify({ ...limits, size, workload, round, name, result, cpuSeconds })}\n`,
      );
    }
  }
}

async function measureRun(
  server: BenchServer,
  configuration: string,
  name: WorkloadName,
  shape: RunShape,
): Promise<{ result: number; cpuSeconds: number }> {
  const { prepare, measure, clean } = workloads[name];
  await server.startWarm(configuration);
  if (prepare) await server.run(prepare(shape));
  const before = await server.cpuSeconds();
  const result = Number(await server.run(measure(shape)));
  if (!(result > 0)) throw new Error(`${name} yielded no number`);
  const cpuSeconds = (await server.cpuSeconds()) - before;
  if (clean !== undefined) await server.run(clean);
  await server.stop();
  return { result, cpuSeconds };
}
