import { appendFileSync } from 'node:fs';
import { BenchPod } from './bench-pod';
import { configurations, NO_LINES } from './configurations';
import { readOptions, type Limits, type Options } from './options';
import { Cell, printCell, printMeans } from './report';
import { BenchServer } from './server';
import { startStream } from './stream';
import { startTask } from './task';
import { SELECT_ONLY, workloads, type Measured, type Run, type Shape, type WorkloadName } from './workloads';

const options = readOptions(process.argv.slice(2));
const cells: Cell[] = [];
for (const limits of options.limits) {
  for (const size of options.sizes) cells.push(...(await measureData(limits, size, options)));
}
if (!printMeans(cells)) process.exitCode = 1;

/**
 * All workloads on data of one size, by two servers side by side: a run takes seconds, and each is followed by the
 * other's at once. What else the machine does, and how fast it is just then, is in both.
 */
async function measureData(limits: Limits, size: number, options: Options): Promise<Cell[]> {
  const sizeMiB = limits.memoryMiB * size;
  // Temporary files and WAL beside the data and what is loaded.
  const volumeMiB = sizeMiB * 2 + options.bulkMiB * 3 + 8192;
  const bulkMiB = Math.min(sizeMiB, options.bulkMiB);
  const pods = { own: new BenchPod(), defaults: new BenchPod() };
  const deletePods = async (): Promise<unknown> =>
    await Promise.all([pods.own.delete(), pods.defaults.delete()]);
  const interrupted = (): void => void deletePods().finally(() => process.exit(130));
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    const prepare = async (pod: BenchPod): Promise<BenchServer> => {
      await pod.start(limits, volumeMiB, options);
      const server = new BenchServer(pod, limits.memoryMiB, sizeMiB);
      await server.initialise(bulkMiB);
      if (options.readLimit !== undefined) await pod.limitReads(options.readLimit);
      return server;
    };
    const [own, defaults] = await allSettled([prepare(pods.own), prepare(pods.defaults)]);
    const { indexedTable, scale } = own;
    const shape = { ...options, scale, indexedTable, loadRows: bulkMiB * 7500 };
    const done: Cell[] = [];
    for (const workload of options.workloads) {
      const cell = new Cell(limits, size, workload);
      for (const [name, configuration] of configurations(limits, volumeMiB, options)) {
        await own.startWarm(configuration);
        await defaults.startWarm(NO_LINES);
        const measured = await start({ own, defaults }, workload, shape);
        await measurePairs(cell, name, measured);
        for (const one of Object.values(measured)) await one.end();
        for (const server of [own, defaults]) await server.stop();
      }
      printCell(cell);
      done.push(cell);
    }
    return done;
  } finally {
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
    await deletePods();
  }
}

/** Neither is given up while the other is still being made. */
async function allSettled<T>(both: readonly [Promise<T>, Promise<T>]): Promise<readonly [T, T]> {
  await Promise.allSettled(both);
  return await Promise.all(both);
}

type Side = 'own' | 'defaults';

/**
 * Ready for its first run once both have been asked for rows for a while: a server that has just started has empty
 * buffers, and the data in the page cache. They take turns in this as in the runs, since of one that is paused for
 * minutes the kernel may take what is in the page cache.
 */
async function start(
  servers: Readonly<Record<Side, BenchServer>>,
  name: WorkloadName,
  shape: Shape,
): Promise<Record<Side, Measured>> {
  const workload = workloads[name];
  const stream = 'builtin' in workload ? workload : SELECT_ONLY;
  const streams = await both(servers, (server) => startStream(server, stream, shape));
  for (let turn = 0; turn * shape.seconds < shape.warmUpSeconds; turn++) {
    await both(streams, (stream) => stream.run(turn));
  }
  if ('builtin' in workload) return streams;
  await both(streams, (stream) => stream.end());
  return await both(servers, (server) => startTask(server, workload, shape));
}

/** One after the other. */
async function both<T, Result>(
  sides: Readonly<Record<Side, T>>,
  action: (one: T) => Promise<Result>,
): Promise<Record<Side, Result>> {
  return { own: await action(sides.own), defaults: await action(sides.defaults) };
}

/** Pairs of runs, each of the two the first in turn. */
async function measurePairs(
  cell: Cell,
  name: string,
  measured: Readonly<Record<Side, Measured>>,
): Promise<void> {
  for (let round = 0; !cell.isDecided(name, options); round++) {
    const measure = async (side: Side): Promise<Run> => {
      const run = await measured[side].run(round + 1);
      if (!(run.result > 0)) throw new Error(`${cell.workload} yielded no number`);
      return run;
    };
    const [first, second] = round % 2 === 0 ? (['own', 'defaults'] as const) : (['defaults', 'own'] as const);
    const runs = { [first]: await measure(first), [second]: await measure(second) } as Record<Side, Run>;
    cell.add(name, runs.own, runs.defaults);
    if (options.out === undefined) continue;
    const { limits, size, workload } = cell;
    appendFileSync(options.out, `${JSON.stringify({ ...limits, size, workload, round, name, ...runs })}\n`);
  }
}
