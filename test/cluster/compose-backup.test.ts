import { examples } from '../docs/documents';
import { ComposeProject } from './compose-project';
import { Docker } from './docker';
import { laptopDatabase } from './laptop-database';

const PASSWORD = 'p@ss/$HOME "x"';
const ENV_FILE = `POSTGRES_PASSWORD='${PASSWORD}'\n`;

let docker: Docker;

beforeAll(async () => {
  docker = await Docker.start();
});

describe('backups on a laptop', () => {
  let project: ComposeProject;
  const sql = async (statement: string): Promise<string> => await project.sql('test-db', statement);
  const service = async (name: string, ...options: string[]): Promise<string> => {
    const { stderr, stdout } = await project.compose('run', '--rm', '-T', `test-db-${name}`, ...options);
    expect(stdout + stderr).not.toContain(PASSWORD);
    return stdout + stderr;
  };
  const asApplication = (statement: string): string[] => [
    'exec',
    '-T',
    'test-db',
    'psql',
    '-v',
    'ON_ERROR_STOP=1',
    '-XqAtc',
    statement,
  ];

  beforeAll(async () => {
    project = await ComposeProject.create(docker);
    await project.add(laptopDatabase({ major: 17, backup: true }));
    await project.write('.env.test', ENV_FILE);
    await project.up();
    await project.compose(...asApplication("create table word as select 'kept' as word"));
  });

  test('"up" starts neither, and a backup is the cluster’s', async () => {
    const { stdout: services } = await project.compose('ps', '--all', '--services');
    expect(services.trim().split('\n').sort()).toEqual(['test-db', 'test-db-certificate']);
    expect(await service('backup')).toMatch(
      /backup\.sh: \d{8}T\d{6}Z holds \d+ bytes and was read back whole/,
    );
  });

  test('a restore says what stands in its way, and replaces where it is told to', async () => {
    await project.compose(...asApplication("update word set word = 'lost'"));
    await expect(service('restore')).rejects.toThrow('give --replace');
    expect(await sql('select word from word')).toBe('lost');
    expect(await service('restore', '--replace')).toMatch(/tables with 1 rows/);
    expect(await sql('select word from word')).toBe('kept');
    expect(await sql("select count(*) from pg_database where datname like 'test\\_db\\_before\\_%'")).toBe(
      '1',
    );
  });

  test('a restore into another database, of a moment', async () => {
    expect(await service('restore', '--into', 'look', '--at', '2100-01-01 00:00')).toContain(
      'are in the database look',
    );
    await expect(service('restore', '--at', '2001-01-01T00:00:00Z')).rejects.toThrow(
      'there is no such backup',
    );
  });

  /** A command of docs/backups.md. */
  async function documented(part: string): Promise<void> {
    const lines = examples('bash')
      .filter(({ document }) => document === 'docs/backups.md')
      .flatMap(({ text }) => text.split('\n'))
      .filter((line) => line.startsWith('docker ') && line.includes(part));
    expect(lines).toHaveLength(1);
    const env = { COMPOSE_PROJECT_NAME: project.name };
    await docker.onHost(['sh', '-c', lines.join('')], { cwd: project.folder, env });
  }

  test('all backups can be taken out of the volume, and put back into a new one', async () => {
    await documented('>backups.tar');
    await project.compose('down', '--volumes', '--timeout', '10');
    await project.up();
    await expect(service('restore')).rejects.toThrow('there is no such backup');
    await documented('<backups.tar');
    await service('restore');
    expect(await sql('select word from word')).toBe('kept');
  });

  test('a dump by hand, and back into an empty database', async () => {
    await documented('pg_dump');
    await sql('drop table word');
    await documented('<backup.sql');
    expect(await sql('select word from word')).toBe('kept');
  });
});
