import type { BenchServer } from './server';
import type { Measured, Run, Shape, Stream } from './workloads';

const LOG = '/tmp/transactions';
const PROCESS = '/tmp/pgbench.pid';

/**
 * pgbench's clients, connected through all runs as those of a pool are. A new connection has to map each page of
 * shared_buffers that it meets, and its end to unmap them: in runs of seconds that is held against large ones.
 */
export async function startStream(server: BenchServer, stream: Stream, shape: Shape): Promise<Measured> {
  const { builtin, clean } = stream;
  const { clients, seconds } = shape;
  // A second is enough for its clients to connect.
  await server.run(
    `setsid pgbench -n -b ${builtin} -M prepared -c ${clients} -j 2 -T 1000000 --random-seed=1 -l --log-prefix=${LOG} postgres </dev/null >/tmp/said 2>&1 &
     echo $! >${PROCESS}
     sleep 1`,
  );
  await server.pause();

  /** A line each. The last hundred pgbench keeps to itself, which evens out over the runs. */
  const transactions = async (): Promise<number> => {
    // pgbench goes on where one of its clients has given up.
    const isWhole = `kill -0 $(cat ${PROCESS}) && ! grep -q aborted /tmp/said || { cat /tmp/said >&2; exit 1; }`;
    return Number(await server.run(`${isWhole}; cat ${LOG}.* | wc -l`));
  };
  return {
    async run(): Promise<Run> {
      const [cpuBefore, before] = [await server.cpuSeconds(), await transactions()];
      const nanoseconds = await server.runFor(seconds);
      const result = ((await transactions()) - before) / (nanoseconds / 1e9);
      return { result, cpuSeconds: (await server.cpuSeconds()) - cpuBefore };
    },
    async end(): Promise<void> {
      await server.resume();
      await server.run(
        `kill $(cat ${PROCESS}); while kill -0 $(cat ${PROCESS}) 2>/dev/null; do sleep 0.2; done; rm ${LOG}.*`,
      );
      if (clean !== undefined) await server.run(clean);
    },
  };
}
