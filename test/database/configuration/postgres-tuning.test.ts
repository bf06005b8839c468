import fc from 'fast-check';
import { Client } from 'pg';
import { pgtune } from '../../../bench/postgres/pgtune';
import {
  memoryNeed,
  mostConnections,
  tuning,
  type TuningInput,
} from '../../../src/database/configuration/postgres-tuning';
import { startPostgres } from '../../postgres/server';

const memory = fc.integer({ min: 128, max: 512 * 1024 });
const input = fc.record({
  cpus: fc.constantFrom(0.25, 0.5, 1, 1.5, 2, 4, 8, 64),
  lz4: fc.boolean(),
  major: fc.constantFrom(14, 15, 16, 17, 18),
  memory,
  storage: fc.constantFrom('hdd', 'ssd', 'san', 'nvme'),
  volumeMiB: fc.integer({ min: 1024, max: 4 * 1024 * 1024 }),
  workload: fc.constantFrom('web', 'oltp', 'dw', 'desktop', 'mixed'),
});
const PRODUCT: TuningInput = { cpus: 1, major: 16, memory: 512, storage: 'ssd', workload: 'web' };

function values(given: TuningInput): Map<string, string> {
  return new Map(tuning(given).map(({ name, value }) => [name, value]));
}

function mebibytes(text = ''): number {
  const [, amount = '', unit] = /^(\d+)(MB|GB)$/.exec(text) ?? [];
  return Number(amount) * (unit === 'GB' ? 1024 : 1);
}

test('all connections at their limits fit into nine tenths of the memory', () => {
  fc.assert(
    fc.property(input, (given) => {
      const conf = values(given);
      const connections = Number(conf.get('max_connections'));
      expect(connections).toBeGreaterThan(0);
      const need = memoryNeed(given.memory, connections, mebibytes(conf.get('shared_buffers')));
      expect(need).toBeLessThanOrEqual(Math.ceil(given.memory * 0.9));
    }),
  );
});

test('one connection more than the most is too many', () => {
  fc.assert(
    fc.property(memory, (given) => {
      expect(memoryNeed(given, mostConnections(given) + 1, given / 4)).toBeGreaterThan(given * 0.9);
    }),
  );
});

test('more memory never gives less of anything', () => {
  const grows = [
    'max_connections',
    'shared_buffers',
    'effective_cache_size',
    'work_mem',
    'maintenance_work_mem',
  ];
  fc.assert(
    fc.property(input, fc.integer({ min: 0, max: 64 * 1024 }), (given, more) => {
      const [small, large] = [values(given), values({ ...given, memory: given.memory + more })];
      for (const name of grows) {
        const amount = (of: Map<string, string>): number => mebibytes(of.get(name)) || Number(of.get(name));
        expect(amount(large)).toBeGreaterThanOrEqual(amount(small));
      }
    }),
  );
  let [connections, buffers] = [0, 0];
  for (let each = 128; each < 64 * 1024; each++) {
    const conf = values({ ...PRODUCT, memory: each });
    const now = [Number(conf.get('max_connections')), mebibytes(conf.get('shared_buffers'))] as const;
    if (now[0] < connections || now[1] < buffers) throw new Error(`less of something from ${each} MiB on`);
    [connections, buffers] = now;
  }
});

test('a quarter of the memory is shared buffers, but 1 GiB where that is at most half of it', () => {
  fc.assert(
    fc.property(input, (given) => {
      const buffers = mebibytes(values(given).get('shared_buffers'));
      const wanted = given.memory < 2048 ? given.memory / 4 : Math.max(given.memory / 4, 1024);
      // Rounded down to three binary digits.
      expect(buffers).toBeLessThanOrEqual(wanted);
      expect(buffers).toBeGreaterThan(wanted * 0.8 - 1);
    }),
  );
});

test('who asks for more connections than 1 GiB of buffers leaves gets fewer of them, down to a quarter', () => {
  const buffers = (memoryMiB: number, maxConnections: number): string | undefined =>
    values({ ...PRODUCT, memory: memoryMiB, maxConnections }).get('shared_buffers');
  expect([10, 65, 66, 80, 140, 500].map((asked) => buffers(2048, asked))).toEqual([
    '1GB',
    '1GB',
    '896MB',
    '896MB',
    '512MB',
    '512MB',
  ]);
  expect([mostConnections(2048), mostConnections(2048, 1024)]).toEqual([147, 65]);
  expect([buffers(1024, 10), buffers(1024, 500), buffers(8192, 500)]).toEqual(['256MB', '256MB', '2GB']);
});

test.each([
  [128, '32MB', 8],
  [512, '128MB', 40],
  [1024, '256MB', 65],
  [2047, '448MB', 65],
  [2048, '1GB', 65],
  [4096, '1GB', 200],
  [8192, '2GB', 200],
  [20_480, '5GB', 200],
  [65_536, '16GB', 200],
])('of %i MiB, %s are shared buffers, with %i connections', (memory, sharedBuffers, connections) => {
  const conf = values({ ...PRODUCT, memory });
  expect(conf.get('shared_buffers')).toBe(sharedBuffers);
  expect(conf.get('max_connections')).toBe(String(connections));
});

test.each([
  [512, 1, '32MB', 0],
  [2048, 1, '32MB', 0],
  [2048, 1.5, '32MB', 0],
  [512, 2, '32MB', 2],
  [2048, 2, '64MB', 2],
  [32_768, 1, '32MB', 0],
  [16_384, 8, '128MB', 2],
])(
  'of %i MiB, with %d CPU, an index build takes %s, and it and a query %i workers',
  (memory, cpus, sort, workers) => {
    const conf = values({ ...PRODUCT, memory, cpus });
    expect(conf.get('maintenance_work_mem')).toBe(sort);
    expect(conf.get('max_parallel_maintenance_workers')).toBe(String(workers));
    expect(conf.get('max_parallel_workers_per_gather')).toBe(String(workers));
  },
);

test('the WAL keeps to a tenth of the volume, and is two segments at the least', () => {
  fc.assert(
    fc.property(input, (given) => {
      const conf = values(given);
      expect(mebibytes(conf.get('max_wal_size'))).toBeLessThanOrEqual(given.volumeMiB / 10);
      expect(mebibytes(conf.get('max_wal_size'))).toBeLessThanOrEqual(4096);
      expect(mebibytes(conf.get('min_wal_size'))).toBeGreaterThanOrEqual(32);
      expect(mebibytes(conf.get('min_wal_size'))).toBeLessThanOrEqual(mebibytes(conf.get('max_wal_size')));
    }),
  );
});

test('no setting stands twice, each has its reason on one line, and the same input gives the same lines', () => {
  fc.assert(
    fc.property(input, (given) => {
      const settings = tuning(given);
      expect(new Set(settings.map(({ name }) => name)).size).toBe(settings.length);
      for (const { reason } of settings) expect(reason).toMatch(/^[A-Z0-9].*\.$/);
      expect(tuning(given)).toEqual(settings);
    }),
  );
});

test('lz4 only where it is said to be there, and never pglz', () => {
  expect(values(PRODUCT).get('wal_compression')).toBe('off');
  expect(values({ ...PRODUCT, lz4: true }).get('wal_compression')).toBe('lz4');
  expect(values({ ...PRODUCT, lz4: true, major: 14 }).get('wal_compression')).toBe('off');
});

test('io_method is there from 18 on', () => {
  expect(values(PRODUCT).has('io_method')).toBe(false);
  expect(values({ ...PRODUCT, major: 18 }).get('io_method')).toBe('worker');
});

test.each([
  [128, 0.25, 'web', 'ssd'],
  [512, 1, 'web', 'ssd'],
  [2048, 1, 'mixed', 'hdd'],
  [8192, 2, 'oltp', 'nvme'],
  [16_384, 8, 'dw', 'san'],
] as const)(
  'a server takes all of it as it is meant: %i MiB, %d CPU, %s, %s',
  async (memory, cpus, workload, storage) => {
    const settings = tuning({ cpus, major: 16, memory, storage, workload });
    const server = await startPostgres({
      configuration: settings.flatMap(({ name, value, reason }) => [`# ${reason}`, `${name} = '${value}'`]),
    });
    try {
      const client = new Client(server.connection);
      await client.connect();
      const wrong = await client.query('select * from pg_file_settings where error is not null');
      expect(wrong.rows).toEqual([]);
      for (const { name, value } of settings) {
        const { rows } = await client.query<{ value: string }>('select current_setting($1) as value', [name]);
        expect([name, rows[0]?.value]).toEqual([name, value]);
      }
      await client.end();
    } finally {
      await server.stop();
    }
  },
);

test.each([
  [2048, 2, 'web', [524288, 1572864, 131072, 16384, 4096]],
  [8192, 4, 'web', [2097152, 6291456, 524288, 16384, 10280]],
  [4096, 4, 'mixed', [1048576, 3145728, 262144, 16384, 5041]],
] as const)("PGTune's own vectors: %i MiB, %i CPU, %s", (memoryMiB, cpus, workload, kilobytes) => {
  const conf = pgtune({ cpus, major: 16, memoryMiB, storage: 'ssd', workload });
  const names = ['shared_buffers', 'effective_cache_size', 'maintenance_work_mem', 'wal_buffers', 'work_mem'];
  expect(names.map((name) => conf.get(name))).toEqual(kilobytes.map((amount) => `${amount}kB`));
});
