import type { BenchServer } from './server';
import type { Measured, Run, Shape, Task } from './workloads';

/** Work that ends: how fast it was done. */
export async function startTask(server: BenchServer, task: Task, shape: Shape): Promise<Measured> {
  const { clean, measure, reset } = task;
  await server.pause();
  return {
    async run(seed: number): Promise<Run> {
      await server.resume();
      if (reset !== undefined) await server.run(reset);
      const before = await server.cpuSeconds();
      const result = Number(await server.run(measure({ ...shape, seed })));
      const cpuSeconds = (await server.cpuSeconds()) - before;
      await server.pause();
      return { result, cpuSeconds };
    },
    async end(): Promise<void> {
      await server.resume();
      if (clean !== undefined) await server.run(clean);
    },
  };
}
