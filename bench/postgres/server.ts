import { DATA_DIRECTORY, SOCKET_DIRECTORY, type BenchPod } from './bench-pod';
import data from './data.sql';
import warmUp from './warm-up.sh';
import { sql } from './workloads';

/** What pgbench's unit of size takes with its index. */
const MIB_PER_SCALE = 14.3;

/** Nothing that is made with it has to be in the WAL. */
const INITIALISING = `max_wal_size = 8GB
autovacuum = off
maintenance_work_mem = 128MB
wal_level = minimal
max_wal_senders = 0`;

/** The server in the pod's first container: the same data, started with one configuration after the other. */
export class BenchServer {
  readonly scale: number;
  /** The table whose indexes are built. */
  indexedTable = 'pgbench_accounts';

  constructor(
    private readonly pod: BenchPod,
    private readonly memoryMiB: number,
    sizeMiB: number,
  ) {
    this.scale = Math.max(5, Math.round(sizeMiB / MIB_PER_SCALE));
  }

  /** Makes the data, as the image and `start.sh` would: UTF-8, checksums, initdb's postgresql.conf. */
  async initialise(indexedMiB: number): Promise<void> {
    await this.pod.shell(
      'server',
      `initdb -D ${DATA_DIRECTORY} --encoding=UTF8 --locale=C.UTF-8 --data-checksums --auth=trust >/dev/null
       echo "include_if_exists = '/data/candidate.conf'" >>${DATA_DIRECTORY}/postgresql.conf`,
    );
    await this.start(INITIALISING);
    await this.pod.shell('client', `pgbench -i -I dt -s ${this.scale} postgres 2>/dev/null`);
    await this.pod.shell('client', `psql -qX -v ON_ERROR_STOP=1 -v scale=${this.scale} -f - postgres`, data);
    await this.pod.shell('client', `pgbench -i -I vp -s ${this.scale} postgres 2>/dev/null`);
    const indexedScale = Math.max(1, Math.round(indexedMiB / MIB_PER_SCALE));
    if (indexedScale < this.scale) {
      const rows = `select * from pgbench_accounts where aid <= ${indexedScale * 100_000}`;
      await this.query(`create table bench_indexed as ${rows}`);
      await this.query('vacuum analyze bench_indexed');
    }
    await this.stop();
    if (indexedScale < this.scale) this.indexedTable = 'bench_indexed';
  }

  /** Nothing of the data in memory before it starts, then as much as fits, whatever the configuration. */
  async startWarm(configuration: string): Promise<void> {
    await this.pod.dropCaches();
    await this.start(configuration);
    await this.pod.shell('server', `sh -s ${DATA_DIRECTORY} ${this.memoryMiB}`, warmUp);
  }

  /** What the container has taken of the CPU so far, by cgroup v2 or v1. */
  async cpuSeconds(): Promise<number> {
    const read = `awk '/^usage_usec/ { print $2 / 1e6 }' /sys/fs/cgroup/cpu.stat 2>/dev/null || awk '{ print $1 / 1e9 }' /sys/fs/cgroup/cpuacct/cpuacct.usage`;
    return Number(await this.pod.shell('server', read));
  }

  /**
   * Of two servers that are compared one does nothing while the other is measured, and has left the kernel nothing to
   * write. What counts is all processes but the container's first, and the shell itself: kill -1 spares both.
   */
  async pause(): Promise<void> {
    await this.pod.shell('server', `kill -STOP -1; sync -f ${DATA_DIRECTORY}`);
  }

  /** Lets it go on for so long. Nanoseconds that it did. */
  async runFor(seconds: number): Promise<number> {
    const script = `from=$(date +%s%N); kill -CONT -1; sleep ${seconds}; kill -STOP -1; echo $(($(date +%s%N) - from))`;
    const nanoseconds = Number(await this.pod.shell('server', script));
    await this.pause();
    return nanoseconds;
  }

  async resume(): Promise<void> {
    await this.pod.shell('server', 'kill -CONT -1');
  }

  async stop(): Promise<void> {
    await this.pod.shell('server', `pg_ctl -D ${DATA_DIRECTORY} -s -w -t 600 -m fast stop`);
  }

  async run(script: string): Promise<string> {
    return (await this.pod.shell('client', script)).trim();
  }

  async query(statement: string): Promise<string> {
    return await this.run(sql(statement));
  }

  /** The clock of a paused server's checkpoints goes on: they come by the size of the WAL alone. */
  private async start(configuration: string): Promise<void> {
    await this.pod.shell('server', 'cat >/data/candidate.conf', configuration);
    await this.pod.shell(
      'server',
      `pg_ctl -D ${DATA_DIRECTORY} -s -w -t 600 -l /data/log -o "-c checkpoint_timeout=1h -c listen_addresses= -c unix_socket_directories=${SOCKET_DIRECTORY}" start || { tail -n 20 /data/log >&2; exit 1; }`,
    );
  }
}
