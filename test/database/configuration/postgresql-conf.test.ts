import { Size } from 'cdk8s';
import { PostgresVersion, type ServerConfiguration } from 'cdk8s-database';
import { tuning } from '../../../src/database/configuration/postgres-tuning';
import {
  configurationProblems as problemsOf,
  postgresqlConf,
} from '../../../src/database/configuration/postgresql-conf';
import { postgresBinaries } from '../../postgres/binaries';
import { configurationVerdicts } from './configuration-verdict';
import { renderedFiles, renderedObject } from '../rendered';

const LIMITS = { cpus: 1, memory: 512, volume: 10_240 };
const { V16, V17 } = PostgresVersion;

function configurationProblems(...given: Parameters<typeof problemsOf>): string[] {
  return problemsOf(...given).map(({ say }) => say);
}

/** What a server says of itself, in the form of the file: the last line of a name holds. */
function lines(text: string): Map<string, string> {
  return new Map(
    text.split('\n').flatMap((line) => {
      const [, name, value] = /^(\w+) = '?(.*?)'?$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, value ?? '']];
    }),
  );
}

interface StatefulSet {
  readonly spec: {
    readonly template: { readonly metadata: { readonly annotations: Record<string, string> } };
  };
}

function checksum(configuration: ServerConfiguration): string {
  const files = renderedFiles({ configuration });
  const { annotations } = renderedObject<StatefulSet>(files, 'statefulset.yaml').spec.template.metadata;
  return annotations['checksum/config'] ?? '';
}

test('a server takes every file of the matrix', async () => {
  const matrix = [128, 512, 3000, 8192, 65_536].flatMap((memory) =>
    [0.25, 1, 2, 16].flatMap((cpus) =>
      [300, 10_240, 2_000_000].flatMap((volume) =>
        (['web', 'oltp', 'dw', 'desktop', 'mixed'] as const).flatMap((workload) =>
          (['hdd', 'ssd', 'san', 'nvme'] as const).map(
            (disk) => postgresqlConf(V16, { cpus, memory, volume }, { disk, workload }).text,
          ),
        ),
      ),
    ),
  );
  const verdicts = await configurationVerdicts(postgresBinaries(), [...new Set(matrix)], 'shared_buffers');
  expect(verdicts.length).toBeGreaterThan(400);
  expect(verdicts.filter(({ isTaken }) => !isTaken)).toEqual([]);
  // Else a file that is not read at all would be taken too.
  const [refused] = await configurationVerdicts(postgresBinaries(), [`${matrix[0] ?? ''}no_such = 1\n`]);
  expect(refused?.isTaken).toBe(false);
}, 60_000);

test('each derived line is in the file once, with its reason above it', () => {
  const { text } = postgresqlConf(V16, LIMITS, {});
  const settings = tuning({
    cpus: 1,
    major: 16,
    memory: 512,
    storage: 'ssd',
    volumeMiB: 10_240,
    workload: 'web',
  });
  for (const { name, value, reason } of settings) {
    expect(lines(text).get(name)).toBe(value);
    expect(text).toContain(`# ${reason}\n${name} = `);
    expect(text.split(`\n${name} = `)).toHaveLength(2);
  }
});

test('what main.ts says wins, and is not said twice', () => {
  const settings = { log_min_duration_statement: '1s', work_mem: "it's", max_connections: 20 };
  const { text } = postgresqlConf(V16, LIMITS, { settings });
  expect(text).toContain(
    "# Settings in main.ts.\nlog_min_duration_statement = '1s'\nwork_mem = 'it''s'\nmax_connections = '20'\n",
  );
  expect(text.match(/^(?:work_mem|max_connections) = /gm)).toHaveLength(2);
});

test('who wants the WAL for a replica or an archive gets the server’s own defaults for it', () => {
  expect(lines(postgresqlConf(V16, LIMITS, {}).text).get('wal_level')).toBe('minimal');
  for (const settings of [{ wal_level: 'logical' }, { archive_mode: 'on' }, { max_wal_senders: 4 }]) {
    const given = lines(postgresqlConf(V16, LIMITS, { settings }).text);
    expect([given.get('wal_level'), given.get('max_wal_senders')]).not.toContain('minimal');
    expect(given.get('max_wal_senders')).not.toBe('0');
  }
});

test('lz4 where the image has it for certain', () => {
  expect(lines(postgresqlConf(V17, LIMITS, {}).text).get('wal_compression')).toBe('lz4');
  expect(lines(postgresqlConf(V16, LIMITS, {}).text).get('wal_compression')).toBe('off');
});

test('settings that the server would not take are refused, all at once, and so is more than the memory holds', () => {
  expect(configurationProblems(V16, LIMITS, {})).toEqual([]);
  expect(
    configurationProblems(V16, LIMITS, {
      settings: { max_connections: 10_000, shared_bufers: '1GB', work_mem: '4 GiB' },
    }),
  ).toEqual([
    expect.stringContaining('shared_buffers'),
    expect.stringContaining('work_mem'),
    expect.stringContaining('max_connections is 10000, but 512 MiB'),
  ]);
});

describe('shared_buffers that are given are held against the connections', () => {
  const connections = (settings: Record<string, string | number>): number =>
    Number(lines(postgresqlConf(V16, LIMITS, { settings }).text).get('max_connections'));
  const derived = connections({});

  test.each([
    ['as much as is derived', { shared_buffers: '128MB' }, derived],
    ['less', { shared_buffers: '16MB' }, 65],
    ['the same in blocks of 8 KiB', { SHARED_BUFFERS: 2048 }, 65],
    ['half of the memory', { shared_buffers: '256MB' }, 15],
    ['what is refused for itself', { shared_buffers: '40GB' }, derived],
    ['less than nothing', { shared_buffers: '-1e300' }, derived],
    ['what is no number', { shared_buffers: 'much' }, derived],
  ])('%s', (_, settings, expected) => {
    expect(connections(settings)).toBe(expected);
  });

  test('so that who wants more connections may give them the memory', () => {
    expect(
      configurationProblems(V16, LIMITS, { settings: { max_connections: 60, shared_buffers: '16MB' } }),
    ).toEqual([]);
    expect(configurationProblems(V16, LIMITS, { settings: { max_connections: 60 } })).toEqual([
      expect.stringMatching(/^max_connections is 60, .*; allowed: up to 42; .* less shared_buffers$/),
    ]);
  });

  test.each(['257MB', '40GB', '1e300'])('%s is refused, and nothing else', (shared_buffers) => {
    const problems = configurationProblems(V16, LIMITS, {
      settings: { max_connections: 20, shared_buffers },
    });
    expect(problems.filter((text) => !text.startsWith('shared_buffers is '))).toEqual([]);
    expect(problems.at(-1)).toContain('allowed: up to 256MB');
  });

  test('no size is named where none would do', () => {
    const limits = { ...LIMITS, memory: 64 };
    const problems = configurationProblems(V16, limits, { settings: { shared_buffers: '16MB' } });
    expect(problems).toEqual([expect.stringContaining('superuser_reserved_connections')]);
  });

  test('the most that is allowed leaves connections beside the superuser’s', () => {
    for (const memory of [128, 160, 192, 256, 512, 8192]) {
      const limits = { ...LIMITS, memory };
      const [problem = ''] = configurationProblems(V16, limits, { settings: { shared_buffers: '20GB' } });
      const [, most] = /allowed: up to (\d+MB)/.exec(problem) ?? [];
      expect(configurationProblems(V16, limits, { settings: { shared_buffers: most ?? '' } })).toEqual([]);
    }
  });
});

test.each<[string, ServerConfiguration]>([
  ['ssl_max_protocol_version', { settings: { ssl_max_protocol_version: 'TLSv1.2' } }],
  ['ssl_min_protocol_version', { settings: { ssl_min_protocol_version: 'TLSv1' } }],
  ['superuser_reserved_connections', { settings: { superuser_reserved_connections: 80 } }],
  ['max_connections is 5000, but 512 MiB', { settings: { MAX_CONNECTIONS: 5000 } }],
  ['shared_buffers is 40GB, which leaves too little', { settings: { shared_buffers: '40GB' } }],
  ['synchronous_standby_names', { settings: { synchronous_standby_names: 'a' } }],
  ['fsync', { settings: { fsync: false } }],
])('refused: %s', (message, configuration) => {
  expect(configurationProblems(V16, LIMITS, configuration)).toContainEqual(expect.stringContaining(message));
});

test('only what a running server does not take restarts the pod', () => {
  const before = checksum({});
  expect(checksum({ settings: { log_min_duration_statement: '1s' } })).toBe(before);
  expect(checksum({ settings: { work_mem: '8MB' } })).toBe(before);
  expect(checksum({ disk: 'hdd' })).toBe(before);
  expect(checksum({ settings: { max_connections: 20 } })).not.toBe(before);
  expect(checksum({ settings: { wal_level: 'logical' } })).not.toBe(before);
});

test('memory, CPU and volume come from the props', () => {
  const files = renderedFiles({
    resources: { cpuLimit: 2, memory: Size.gibibytes(8) },
    storage: { size: Size.gibibytes(100) },
  });
  const conf = renderedObject<{ data: Record<string, string> }>(files, 'configmap.yaml').data[
    'postgresql.conf'
  ];
  expect(conf).toContain(
    '# Derived from 8192 MiB of memory, 2 CPUs, a volume of 102400 MiB (ssd) and the workload web.',
  );
});
