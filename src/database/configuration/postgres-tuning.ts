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
  /** @default - as many as fit into the memory, at most the workload's number */
  readonly maxConnections?: number;
  /** In MiB, if given in main.ts; the connections get the rest. @default - by the memory and maxConnections */
  readonly sharedBuffers?: number;
  /** The size of the volume for data and WAL, in MiB. @default 10240 */
  readonly volumeMiB?: number;
  /** True if the server was built with lz4; without it the server does not start with lz4 in its settings. @default false */
  readonly lz4?: boolean;
}

/** A line of postgresql.conf, and the comment above it. */
export interface Setting {
  readonly name: string;
  readonly value: string;
  readonly reason: string;
}

/** PGTune's number for each workload, here a maximum; the memory may allow fewer. */
const CONNECTIONS = { web: 200, oltp: 300, dw: 40, desktop: 20, mixed: 100 };
/** In MiB: a backend's own memory after a prepared pgbench is 3.1 MB (RssAnon, PostgreSQL 17), rounded up. */
const BACKEND = 4;
/** In MiB: checkpointer, writers, launchers, and the shared memory without the buffers. */
const SERVER = 24;
/** PostgreSQL's default for autovacuum_max_workers. */
const AUTOVACUUM_WORKERS = 3;
/** hash_mem_multiplier since PostgreSQL 15: a hash may use twice work_mem. */
const HASH = 2;
/** The share of connections that sort or hash at the same time; the others wait for their client, a disk or a CPU. */
const AT_ONCE = 1 / 4;
/** The connections that shared_buffers must leave; three of them are reserved for the superuser. */
const MIN_CONNECTIONS = 5;
/** In MiB: the minimum for derived shared_buffers, from twice as much memory on. */
const MIN_BUFFERS = 1024;
/** The share of the memory that is planned; the rest is for the page cache and for what is not counted. */
const MAX_MEMORY_SHARE = 0.9;
/** In MiB: a segment of the WAL. */
const SEGMENT = 16;
/** In CPUs. With fewer CPUs, parallel workers did not help: docs/tuning-measurements.md. */
const MIN_PARALLEL_CPUS = 2;

/** In MiB, independent of the number of connections. */
interface Shares {
  readonly walBuffers: number;
  readonly workMem: number;
  readonly maintenanceWorkMem: number;
  readonly autovacuumWorkMem: number;
}

/**
 * Not rounded, so that more memory never allows fewer connections. Connections are counted for several CPUs, with which
 * an index build needs the most memory.
 */
function shares(memory: number, cpus = MIN_PARALLEL_CPUS): Shares {
  return {
    walBuffers: between(1, memory / 64, 16),
    workMem: Math.max(between(1, memory / 256, 4), memory / 2048),
    maintenanceWorkMem:
      cpus < MIN_PARALLEL_CPUS
        ? between(4, memory / 16, 32)
        : Math.max(between(4, memory / 16, 64), Math.min(memory / 128, 1024)),
    autovacuumWorkMem: between(4, memory / 32, 64),
  };
}

/**
 * In MiB. A quarter of the memory, as is usual, since no measured size was best for every size of the data. At 2 GiB of
 * memory and as much data, a quarter was slower and 1 GiB was not, so 1 GiB is the minimum from there on. Only a given
 * max_connections that does not fit beside it lowers that, down to the quarter: docs/tuning-measurements.md.
 */
function derivedSharedBuffers(memory: number, asked = 0): number {
  const quarter = memory / 4;
  if (!hasMinBuffers(memory)) return quarter;
  if (mostConnections(memory, MIN_BUFFERS) >= asked) return Math.max(quarter, MIN_BUFFERS);
  // Half a connection more, so that rounding does not lower the result below ASKED.
  return Math.max(quarter, buffersLeaving(asked + 0.5, memory));
}

function hasMinBuffers(memory: number): boolean {
  return memory >= 2 * MIN_BUFFERS;
}

/**
 * Just below 2 GiB of memory, buffers of a quarter leave room for more connections than 1 GiB does at 2 GiB. These are
 * not used, so that more memory never means fewer connections.
 */
function derivedConnections({ memory, workload, sharedBuffers }: TuningInput, most: number): number {
  const few =
    sharedBuffers !== undefined || hasMinBuffers(memory)
      ? most
      : Math.min(most, mostConnections(2 * MIN_BUFFERS, MIN_BUFFERS));
  return Math.max(1, Math.min(CONNECTIONS[workload], few < 10 ? few : few - (few % 5)));
}

/** In MiB: the buffers that leave room for CONNECTIONS, at most half of the memory. */
function buffersLeaving(connections: number, memory: number): number {
  const others = memoryNeed(memory, connections, 0);
  return Math.min(memory / 2, (memory * MAX_MEMORY_SHARE - others) / (1 + connections / 512));
}

/** In MiB: with a quarter of the connections in a hash at its limit, all autovacuum workers and one index build. */
export function memoryNeed(memory: number, maxConnections: number, sharedBuffers: number): number {
  const { walBuffers, workMem, maintenanceWorkMem, autovacuumWorkMem } = shares(memory);
  const fixed =
    SERVER + sharedBuffers + walBuffers + maintenanceWorkMem + AUTOVACUUM_WORKERS * autovacuumWorkMem;
  // Each backend has its own page tables for the buffers: 8 bytes for each 4 KiB.
  const connection = BACKEND + AT_ONCE * HASH * workMem + sharedBuffers / 512;
  return fixed + maxConnections * connection;
}

/** The maximum number of connections that fit into the memory beside SHARED_BUFFERS; 0 if none fits. */
export function mostConnections(memory: number, sharedBuffers = memory / 4): number {
  const fixed = memoryNeed(memory, 0, sharedBuffers);
  const each = (memoryNeed(memory, 10_000, sharedBuffers) - fixed) / 10_000;
  return Math.max(0, Math.floor((memory * MAX_MEMORY_SHARE - fixed) / each));
}

/** The maximum shared_buffers in MiB: leaves MIN_CONNECTIONS, and is at most half of the memory. */
export function mostSharedBuffers(memory: number): number {
  return Math.floor(buffersLeaving(MIN_CONNECTIONS, memory));
}

/** The settings for a container's limits. They are based on the measurements in docs/tuning-measurements.md. */
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
      `Huge pages are not part of the limit of ${memory} MiB: to use them ends in SIGBUS.`,
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
      `With these shared_buffers, ${memory} MiB are enough for ${most}, if a quarter of them sort or hash at once.`,
    ),
    setting(
      'shared_buffers',
      mib(nice(sharedBuffers)),
      'Pages in here need no copy from the page cache. The other memory is for connections, sorts and that cache.',
    ),
    setting(
      'effective_cache_size',
      mib(nice(memory * 0.75)),
      `Three quarters of ${memory} MiB: shared_buffers and page cache together.`,
    ),
    setting(
      'work_mem',
      mib(nice(workMem)),
      'With more, sorts were slower: they exceed the CPU cache, while temporary files are in the page cache.',
    ),
    setting(
      'maintenance_work_mem',
      mib(nice(maintenanceWorkMem)),
      cpus < MIN_PARALLEL_CPUS
        ? 'With more, an index build took longer.'
        : 'With 64 MB or more, an index build uses a worker on another CPU.',
    ),
    setting(
      'autovacuum_work_mem',
      mib(nice(autovacuumWorkMem)),
      `Three workers may use it at once, within ${memory} MiB.`,
    ),
  ];
}

function walSettings({ memory, major, volumeMiB = 10_240, lz4 = false }: TuningInput): Setting[] {
  const tenth = Math.floor(volumeMiB / 10 / SEGMENT) * SEGMENT;
  const most = between(4 * SEGMENT, tenth >= 1024 ? tenth - (tenth % 1024) : tenth, 4096);
  const least = Math.max(2 * SEGMENT, Math.floor(most / 4 / SEGMENT) * SEGMENT);
  return [
    setting(
      'wal_buffers',
      mib(nice(shares(memory).walBuffers)),
      'Space for commits that are written together.',
    ),
    setting('min_wal_size', mib(least), 'Segments that are kept need not be created again.'),
    setting(
      'max_wal_size',
      mib(most),
      `A tenth of the volume of ${volumeMiB} MiB, at most 4 GB: fewer checkpoints.`,
    ),
    setting(
      'checkpoint_timeout',
      '15min',
      'After each checkpoint, pages are written to the WAL as a whole again.',
    ),
    setting(
      'checkpoint_completion_target',
      '0.9',
      'A checkpoint is spread over most of the time until the next one.',
    ),
    // Without the WAL for a replica or an archive; main.ts can set these two.
    setting(
      'wal_level',
      'minimal',
      'No replica reads the WAL, so index builds and the data of new tables are not written to it.',
    ),
    setting('max_wal_senders', '0', 'Required by wal_level.'),
    // pglz took twice the CPU time in an index build, so there is no compression in 14 and in a build without lz4.
    lz4 && major >= 15
      ? setting('wal_compression', 'lz4', 'Whole pages in the WAL use less disk space.')
      : setting(
          'wal_compression',
          'off',
          'Without lz4 it would be pglz, with which an index build took twice the CPU time.',
        ),
  ];
}

function plannerSettings({ storage, workload }: TuningInput): Setting[] {
  const isDisk = storage === 'hdd';
  return [
    setting(
      'random_page_cost',
      isDisk ? '4' : '1.1',
      isDisk
        ? 'The disk head has to move.'
        : `On ${storage}, random reads are about as fast as sequential ones.`,
    ),
    setting(
      'effective_io_concurrency',
      isDisk ? '2' : '16',
      isDisk ? 'The disk has one head.' : 'The default of PostgreSQL 18.',
    ),
    setting(
      'default_statistics_target',
      workload === 'dw' ? '500' : '100',
      workload === 'dw'
        ? 'For long queries, better estimates pay off.'
        : 'The default. With more, each ANALYZE and each plan takes longer.',
    ),
    workload === 'dw'
      ? setting('jit', 'on', 'For long queries, compilation pays off.')
      : setting('jit', 'off', 'To compile a short query takes longer than to run it without.'),
  ];
}

function parallelSettings({ cpus, major, workload }: TuningInput): Setting[] {
  const whole = Math.floor(cpus);
  const isParallel = cpus >= MIN_PARALLEL_CPUS;
  const perQuery = workload === 'dw' ? Math.max(2, Math.floor(whole / 2)) : 2;
  const perQueryReason = perQuery > 2 ? 'Long queries may use half of the CPUs.' : 'The default.';
  return [
    setting('max_worker_processes', String(Math.max(8, whole)), 'The default, or one for each CPU.'),
    setting(
      'max_parallel_workers',
      String(Math.max(2, whole)),
      `For all queries together, on ${cpusOf(cpus)}.`,
    ),
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

/** "1 CPU", "2 CPUs", "0.5 CPUs". */
export function cpusOf(cpus: number): string {
  return cpus === 1 ? '1 CPU' : `${cpus} CPUs`;
}

function setting(name: string, value: string, reason: string): Setting {
  return { name, value, reason };
}

function between(least: number, value: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

/** Rounded down to two or three binary digits, so that the file has readable numbers. */
function nice(mebibytes: number): number {
  if (mebibytes < 8) return Math.floor(mebibytes);
  const step = 2 ** (Math.floor(Math.log2(mebibytes)) - 2);
  return Math.floor(mebibytes / step) * step;
}

/** In the format of PostgreSQL's SHOW. */
function mib(amount: number): string {
  return amount % 1024 === 0 ? `${amount / 1024}GB` : `${amount}MB`;
}
