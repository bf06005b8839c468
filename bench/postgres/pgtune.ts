/** What PGTune is asked for. */
export interface PgtuneInput {
  readonly memoryMiB: number;
  readonly cpus: number;
  readonly workload: 'web' | 'oltp' | 'dw' | 'desktop' | 'mixed';
  readonly storage: 'hdd' | 'ssd' | 'san' | 'nvme';
  readonly major: number;
  /** @default - by the workload */
  readonly connections?: number;
}

const CONNECTIONS = { web: 200, oltp: 300, dw: 40, desktop: 20, mixed: 100 };
const WORK_MEM_FACTOR = { web: 1, oltp: 1, dw: 1 / 2, desktop: 1 / 6, mixed: 1 / 2 };
const WAL_MB = {
  web: [1024, 4096],
  oltp: [2048, 8192],
  dw: [4096, 16_384],
  desktop: [100, 2048],
  mixed: [1024, 4096],
};
const CONCURRENCY = { hdd: 2, ssd: 200, san: 300, nvme: 1000 };
const GB = 1024 * 1024;

/**
 * The values of PGTune (pgtune.leopard.in.ua), by its published formulas: what ours are compared with. Memory is in
 * kB, rounded down as PGTune does.
 */
export function pgtune(input: PgtuneInput): Map<string, string> {
  const { cpus, workload, major, connections = CONNECTIONS[workload] } = input;
  const memory = input.memoryMiB * 1024;
  const sharedBuffers = Math.floor(memory / (workload === 'desktop' ? 16 : 4));
  const workers = cpus >= 4 ? cpus : 8;
  const workMem = ((memory - sharedBuffers) / ((connections + workers) * 3)) * WORK_MEM_FACTOR[workload];
  const [minWal = 0, maxWal = 0] = WAL_MB[workload];
  // Where 3 % come close to 16 MB, PGTune takes the 16 MB.
  const walBuffers = Math.floor((3 * sharedBuffers) / 100);
  const values = new Map([
    ['max_connections', String(connections)],
    ['shared_buffers', kB(sharedBuffers)],
    ['effective_cache_size', kB(workload === 'desktop' ? memory / 4 : (memory * 3) / 4)],
    ['maintenance_work_mem', kB(Math.min(memory / (workload === 'dw' ? 8 : 16), 8 * GB))],
    ['checkpoint_completion_target', '0.9'],
    ['wal_buffers', kB(walBuffers > 14 * 1024 ? 16 * 1024 : Math.max(32, walBuffers))],
    ['default_statistics_target', workload === 'dw' ? '500' : '100'],
    ['random_page_cost', input.storage === 'hdd' ? '4' : '1.1'],
    ['effective_io_concurrency', String(CONCURRENCY[input.storage])],
    ['work_mem', kB(Math.max(4096, workMem))],
    ['huge_pages', memory >= 32 * GB ? 'try' : 'off'],
    ['min_wal_size', `${minWal}MB`],
    ['max_wal_size', `${maxWal}MB`],
  ]);
  if (cpus >= 4) {
    const perGather = Math.ceil(cpus / 2);
    values.set('max_worker_processes', String(cpus));
    values.set(
      'max_parallel_workers_per_gather',
      String(workload === 'dw' ? perGather : Math.min(4, perGather)),
    );
    values.set('max_parallel_workers', String(cpus));
    values.set('max_parallel_maintenance_workers', String(Math.min(4, perGather)));
  }
  if (workload === 'web' || workload === 'oltp' || workload === 'mixed') values.set('jit', 'off');
  if (major >= 15) values.set('wal_compression', 'lz4');
  return values;
}

function kB(amount: number): string {
  return `${Math.floor(amount)}kB`;
}
