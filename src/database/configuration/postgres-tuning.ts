import type { PostgresMajor } from '../../server/postgres-version';
import type { DiskType, PostgresWorkload } from '../../server/server-configuration';

export interface TuningInput {
  /** The container's limit, in MiB. */
  readonly memory: number;
  /** The container's limit, in cores. */
  readonly cpus: number;
  readonly storage: DiskType;
  readonly workload: PostgresWorkload;
  readonly major: PostgresMajor;
  /** @default - as many as the memory is enough for, up to what the workload needs */
  readonly maxConnections?: number;
  /** In MiB, where they are given: what is left is the connections'. @default - by the memory and maxConnections */
  readonly sharedBuffers?: number;
  /** The volume that holds data and WAL, in MiB. @default 10240 */
  readonly volumeMiB?: number;
  /** Whether the server was built with lz4; one that was not does not start with it. @default false */
  readonly lz4?: boolean;
}

/** A line of postgresql.conf, and the comment above it. */
export interface Setting {
  readonly name: string;
  readonly value: string;
  readonly reason: string;
}

/** PGTune's number by workload, here the most that is taken; the memory may allow fewer. */
const CONNECTIONS = { web: 200, oltp: 300, dw: 40, desktop: 20, mixed: 100 };
/** A backend's own memory after a prepared pgbench: 3.1 MB (RssAnon, PostgreSQL 17), rounded up. */
const BACKEND = 4;
/** Checkpointer, writers, launchers, and the shared memory that is not buffers. */
const SERVER = 24;
/** PostgreSQL's default of autovacuum_max_workers. */
const AUTOVACUUM_WORKERS = 3;
/** hash_mem_multiplier from 15 on: a hash takes twice work_mem. */
const HASH = 2;
/** The part of the connections that sorts or hashes at one moment; the others wait for their client, a disk or a CPU. */
const AT_ONCE = 1 / 4;
/** Three of them are the superuser's. */
const FEW = 5;
/** In MiB: the least that is derived for shared_buffers where it is at most half of the memory. */
const LEAST_BUFFERS = 1024;
/** What is left to the page cache and to what nobody counted. */
const TAKEN_AT_MOST = 0.9;
const SEGMENT = 16;
/** CPUs. With fewer, workers were no gain: docs/tuning-measurements.md. */
const PARALLEL_FROM = 2;

/** In MiB, without regard to the connections. */
interface Shares {
  readonly walBuffers: number;
  readonly workMem: number;
  readonly maintenanceWorkMem: number;
  readonly autovacuumWorkMem: number;
}

/**
 * To the last byte, which is what connections are counted by: more memory never allows fewer. They are counted as on
 * several CPUs, where an index build takes the most.
 */
function shares(memory: number, cpus = PARALLEL_FROM): Shares {
  return {
    walBuffers: between(1, memory / 64, 16),
    workMem: Math.max(between(1, memory / 256, 4), memory / 2048),
    maintenanceWorkMem:
      cpus < PARALLEL_FROM
        ? between(4, memory / 16, 32)
        : Math.max(between(4, memory / 16, 64), Math.min(memory / 128, 1024)),
    autovacuumWorkMem: between(4, memory / 32, 64),
  };
}

/**
 * In MiB. A quarter of the memory, as is usual, since no size that was measured won for every size of the data. At 2 GiB
 * the quarter lost where the data are as large as the memory and 1 GiB did not, so that it is the least from there on;
 * only who asks for more connections than that leaves gets less, down to the quarter: docs/tuning-measurements.md.
 */
function derivedSharedBuffers(memory: number, asked = 0): number {
  const quarter = memory / 4;
  if (!hasLeastBuffers(memory)) return quarter;
  if (mostConnections(memory, LEAST_BUFFERS) >= asked) return Math.max(quarter, LEAST_BUFFERS);
  // Between two counts of connections, so that no rounding decides.
  return Math.max(quarter, buffersLeaving(asked + 0.5, memory));
}

function hasLeastBuffers(memory: number): boolean {
  return memory >= 2 * LEAST_BUFFERS;
}

/**
 * A quarter of a little less than 2 GiB leaves more connections than 1 GiB of 2 GiB. They are not given: who gives a
 * server more memory does not find fewer of them.
 */
function derivedConnections({ memory, workload, sharedBuffers }: TuningInput, most: number): number {
  const few =
    sharedBuffers !== undefined || hasLeastBuffers(memory)
      ? most
      : Math.min(most, mostConnections(2 * LEAST_BUFFERS, LEAST_BUFFERS));
  return Math.max(1, Math.min(CONNECTIONS[workload], few < 10 ? few : few - (few % 5)));
}

/** In MiB: half of the memory, or what leaves so many connections. */
function buffersLeaving(connections: number, memory: number): number {
  const others = memoryNeed(memory, connections, 0);
  return Math.min(memory / 2, (memory * TAKEN_AT_MOST - others) / (1 + connections / 512));
}

/** In MiB: with a quarter of the connections in a hash at its limit, while autovacuum and one index build take theirs. */
export function memoryNeed(memory: number, maxConnections: number, sharedBuffers: number): number {
  const { walBuffers, workMem, maintenanceWorkMem, autovacuumWorkMem } = shares(memory);
  const fixed =
    SERVER + sharedBuffers + walBuffers + maintenanceWorkMem + AUTOVACUUM_WORKERS * autovacuumWorkMem;
  // Each backend maps the buffers with page tables of its own: 8 bytes for 4 KiB.
  const connection = BACKEND + AT_ONCE * HASH * workMem + sharedBuffers / 512;
  return fixed + maxConnections * connection;
}

/** The most connections for which the memory is enough, beside the least that is derived; 0 where it is for none. */
export function mostConnections(memory: number, sharedBuffers = memory / 4): number {
  const fixed = memoryNeed(memory, 0, sharedBuffers);
  const each = (memoryNeed(memory, 10_000, sharedBuffers) - fixed) / 10_000;
  return Math.max(0, Math.floor((memory * TAKEN_AT_MOST - fixed) / each));
}

/** The most shared_buffers, in MiB, that may be asked for: half of the memory, or what leaves FEW connections. */
export function mostSharedBuffers(memory: number): number {
  return Math.floor(buffersLeaving(FEW, memory));
}

/** postgresql.conf for a container's limits; docs/tuning-measurements.md has the measurements that it rests on. */
export function tuning(input: TuningInput): Setting[] {
  const { memory } = input;
  return [
    ...memorySettings(input),
    ...walSettings(input),
    ...plannerSettings(input),
    ...parallelSettings(input),
    setting(
      'huge_pages',
      'off',
      `Huge pages are not in the limit of ${memory} MiB: asking for them ends in SIGBUS.`,
    ),
  ];
}

function memorySettings(input: TuningInput): Setting[] {
  const { memory, cpus, maxConnections } = input;
  const { workMem, maintenanceWorkMem, autovacuumWorkMem } = shares(memory, cpus);
  const sharedBuffers = input.sharedBuffers ?? derivedSharedBuffers(memory, maxConnections);
  const most = mostConnections(memory, sharedBuffers);
  return [
    setting(
      'max_connections',
      String(maxConnections ?? derivedConnections(input, most)),
      `Beside these shared_buffers, ${memory} MiB are enough for ${most}, a quarter of which sort or hash at once.`,
    ),
    setting(
      'shared_buffers',
      mib(nice(sharedBuffers)),
      'What is found here needs no copy from the page cache; the rest is for connections, sorts and that cache.',
    ),
    setting(
      'effective_cache_size',
      mib(nice(memory * 0.75)),
      `Three quarters of ${memory} MiB: what buffers and page cache come to.`,
    ),
    setting(
      'work_mem',
      mib(nice(workMem)),
      'More made sorts slower: they leave the CPU cache, while temporary files are in the page cache.',
    ),
    setting(
      'maintenance_work_mem',
      mib(nice(maintenanceWorkMem)),
      cpus < PARALLEL_FROM
        ? 'With more, an index build took longer.'
        : 'An index build has a worker on another CPU where this is 64 MB or more.',
    ),
    setting(
      'autovacuum_work_mem',
      mib(nice(autovacuumWorkMem)),
      `Three workers may take it at once, in ${memory} MiB.`,
    ),
  ];
}

function walSettings({ memory, major, volumeMiB = 10_240, lz4 = false }: TuningInput): Setting[] {
  const tenth = Math.floor(volumeMiB / 10 / SEGMENT) * SEGMENT;
  const most = between(4 * SEGMENT, tenth >= 1024 ? tenth - (tenth % 1024) : tenth, 4096);
  const least = Math.max(2 * SEGMENT, Math.floor(most / 4 / SEGMENT) * SEGMENT);
  return [
    setting('wal_buffers', mib(nice(shares(memory).walBuffers)), 'Room for what commits write together.'),
    setting('min_wal_size', mib(least), 'Segments that are kept need not be made again.'),
    setting(
      'max_wal_size',
      mib(most),
      `A tenth of the volume of ${volumeMiB} MiB, 4 GB at the most: fewer checkpoints.`,
    ),
    setting('checkpoint_timeout', '15min', 'Each checkpoint makes pages go to the WAL whole again.'),
    setting(
      'checkpoint_completion_target',
      '0.9',
      'A checkpoint is written over most of the time until the next.',
    ),
    // What a replica or an archive would need is not written; who wants one gives these two.
    setting(
      'wal_level',
      'minimal',
      'No replica reads the WAL: what builds an index or fills a new table is left out of it.',
    ),
    setting('max_wal_senders', '0', 'As wal_level asks for.'),
    // pglz took twice the CPU time in an index build, so that 14 and a build without lz4 do without.
    lz4 && major >= 15
      ? setting('wal_compression', 'lz4', 'Whole pages in the WAL take less of the disk.')
      : setting(
          'wal_compression',
          'off',
          'Without lz4 it is pglz, which took twice the CPU time in an index build.',
        ),
  ];
}

function plannerSettings({ storage, workload }: TuningInput): Setting[] {
  const isDisk = storage === 'hdd';
  return [
    setting(
      'random_page_cost',
      isDisk ? '4' : '1.1',
      isDisk ? 'The head has to move.' : `On ${storage}, any page is as near as the next.`,
    ),
    setting(
      'effective_io_concurrency',
      isDisk ? '2' : '16',
      isDisk ? 'One head.' : 'The default of PostgreSQL 18.',
    ),
    setting(
      'default_statistics_target',
      workload === 'dw' ? '500' : '100',
      workload === 'dw'
        ? 'Long queries are worth a better estimate.'
        : 'The default; more makes each ANALYZE and plan longer.',
    ),
    workload === 'dw'
      ? setting('jit', 'on', 'Long queries are worth being compiled.')
      : setting('jit', 'off', 'To compile a short query takes longer than to run it.'),
  ];
}

function parallelSettings({ cpus, major, workload }: TuningInput): Setting[] {
  const whole = Math.floor(cpus);
  const isParallel = cpus >= PARALLEL_FROM;
  const perQuery = workload === 'dw' ? Math.max(2, Math.floor(whole / 2)) : 2;
  const perQueryReason = perQuery > 2 ? 'Long queries may take half of the CPUs.' : 'The default.';
  return [
    setting('max_worker_processes', String(Math.max(8, whole)), 'The default, or one a CPU.'),
    setting('max_parallel_workers', String(Math.max(2, whole)), `For all queries together, on ${cpus} CPUs.`),
    setting(
      'max_parallel_workers_per_gather',
      isParallel ? String(perQuery) : '0',
      isParallel ? perQueryReason : 'On one CPU, sorts and joins took longer with workers.',
    ),
    setting(
      'max_parallel_maintenance_workers',
      isParallel ? '2' : '0',
      isParallel ? 'The default.' : 'On one CPU, an index build was not faster with a worker.',
    ),
    ...(major >= 18
      ? [setting('io_method', 'worker', 'The seccomp profile RuntimeDefault blocks io_uring.')]
      : []),
  ];
}

function setting(name: string, value: string, reason: string): Setting {
  return { name, value, reason };
}

function between(least: number, value: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

/** Rounded down to two or three binary digits: whoever reads the file sees a figure and not a product. */
function nice(mebibytes: number): number {
  if (mebibytes < 8) return Math.floor(mebibytes);
  const step = 2 ** (Math.floor(Math.log2(mebibytes)) - 2);
  return Math.floor(mebibytes / step) * step;
}

/** As PostgreSQL's SHOW writes it. */
function mib(amount: number): string {
  return amount % 1024 === 0 ? `${amount / 1024}GB` : `${amount}MB`;
}
