import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from './command';
import { ComposeProject } from './compose-project';
import { Docker } from './docker';
import { laptopDatabase } from './laptop-database';
import { PROJECT } from './project';

const PASSWORD = 'p@ss/$HOME "x"';
const DATABASE = { service: 'test-db', database: 'test_db', user: 'test_user' };

let docker: Docker;

beforeAll(async () => {
  docker = await Docker.start();
});

/** What the server says to a login over the network, from a container of its own beside it. */
async function login(
  project: ComposeProject,
  { user = 'test_user', password = PASSWORD, parameters = 'sslmode=require' } = {},
): Promise<string> {
  const connection = `host=${DATABASE.service} dbname=${DATABASE.database} user=${user} ${parameters}`;
  const statement = 'select version from pg_stat_ssl where pid = pg_backend_pid()';
  const client = ['run', '--rm', '--network', `${project.name}_default`, '--env', 'PGPASSWORD'];
  return await docker
    .docker([...client, 'postgres:17-bookworm', 'psql', '-XqAtc', statement, connection], {
      env: { PGPASSWORD: password },
    })
    .then(({ stdout }) => stdout.trimEnd(), String);
}

const envFile = (password = PASSWORD): string =>
  // Also what programs outside of containers go by.
  [`POSTGRES_PASSWORD='${password}'`, 'PGHOST=localhost', 'PGPORT=5433', 'PGUSER=me', ''].join('\n');

test('shellcheck has nothing to say about the scripts of a laptop', async () => {
  const folder = join(PROJECT, 'src');
  const files = await readdir(folder, { recursive: true });
  const scripts = files.filter((name) => /(?:^|\/)compose[^/]*\.sh$/.test(name));
  expect(scripts.length).toBeGreaterThan(2);
  await run(
    'shellcheck',
    scripts.map((name) => join(folder, name)),
  );
});

describe.each([15, 16, 17, 18] as const)('PostgreSQL %s', (major) => {
  let project: ComposeProject;

  beforeAll(async () => {
    project = await ComposeProject.create(docker);
    await project.add(laptopDatabase({ ...DATABASE, major, schema: true }));
    await project.write('.env.test', envFile());
    await project.up();
  });

  afterAll(async () => {
    await project.compose('down', '--volumes', '--timeout', '10');
  });

  test('starts, with the tables of its migrations', async () => {
    expect(await project.sql('test-db', 'show server_version')).toMatch(new RegExp(`^${major}\\.`));
    expect(await project.sql('test-db', 'select count(*) from messages')).toBe('0');
    expect(await project.sql('test-db', 'select count(*) from cdk8s_database.migration')).toBe('5');
    expect(await project.sql('test-db', 'show data_checksums')).toBe('on');
  });

  test('lets the application’s role in by its password over TLS 1.3, and nobody else', async () => {
    expect(await login(project)).toBe('TLSv1.3');
    expect(await login(project, { password: 'wrong' })).toContain('password authentication failed');
    expect(await login(project, { user: 'postgres' })).toContain('pg_hba.conf rejects connection');
    expect(await login(project, { parameters: 'sslmode=disable' })).toContain('no encryption');
    expect(await login(project, { parameters: 'sslmode=require channel_binding=require' })).toBe('TLSv1.3');
  });

  test('keeps its rows when it is restarted, killed, or taken down and started again', async () => {
    await project.sql('test-db', "create table kept as select 'a row' as word");
    const word = async (): Promise<string> => await project.sql('test-db', 'select word from kept');

    await project.compose('restart', 'test-db');
    await project.up();
    expect(await word()).toBe('a row');

    await project.kill('test-db');
    await project.up();
    expect(await word()).toBe('a row');

    await project.compose('down');
    await project.up();
    expect(await word()).toBe('a row');
  });
});

describe('a database on a laptop', () => {
  let project: ComposeProject;

  beforeAll(async () => {
    project = await ComposeProject.create(docker);
    // More than any machine that this runs on has: what a node of a cluster has is no limit here.
    await project.add(laptopDatabase({ ...DATABASE, major: 17, schema: true, cpus: 1_000 }));
    await project.write('.env.test', envFile());
    await project.up();
  });

  test('may as little as the pod', async () => {
    const shell = async (service: string, command: string): Promise<string> => {
      const { stdout } = await project.compose('exec', '-T', service, 'sh', '-c', command);
      return stdout.trimEnd();
    };
    for (const service of ['test-db', 'test-db-schema']) {
      expect(await shell(service, 'id -u; touch /x 2>&1 || true; grep CapBnd /proc/1/status')).toMatch(
        /^999\n.*Read-only file system\nCapBnd:\t0{16}$/,
      );
      expect(await shell(service, 'grep NoNewPrivs /proc/1/status')).toBe('NoNewPrivs:\t1');
    }
    expect(await project.inspect('test-db', '{{.HostConfig.CpuQuota}} {{.HostConfig.Memory}}')).toBe(
      `${1_000 * 100_000} ${512 * 2 ** 20}`,
    );
    expect((await shell('test-db', 'df /dev/shm --output=size | tail -1')).trim()).toBe(String(512 * 1024));
  });

  test('publishes no port that nobody asked for, and asked for one of this machine alone', async () => {
    const ports = '{{json .HostConfig.PortBindings}}';
    for (const service of ['test-db', 'test-db-schema', 'test-db-certificate']) {
      expect(await project.inspect(service, ports)).toBe('{}');
    }
    const other = await ComposeProject.create(docker);
    const port = await docker.freePort();
    await other.add(laptopDatabase({ major: 17, service: 'postgres', port }));
    await other.write('.env.test', envFile());
    await other.up();
    expect(await other.inspect('postgres', ports)).toBe(
      `{"5432/tcp":[{"HostIp":"127.0.0.1","HostPort":"${port}"}]}`,
    );
    expect(await other.sql('postgres', 'select 1')).toBe('1');
    // Beside it, with a volume of its own.
    expect(await project.sql('test-db', 'select count(*) from messages')).toBe('0');
  });

  test('tells its password nobody who does not need it', async () => {
    const { stdout: logs } = await project.compose('logs');
    expect(logs).toContain('database system is ready to accept connections');
    const { stdout: processes } = await project.compose(
      ...['exec', '-T', 'test-db', 'sh', '-c', 'cat /proc/1/environ /proc/[0-9]*/cmdline'],
    );
    for (const text of [logs, processes, await project.read('compose.yaml')]) {
      expect(text).not.toContain(PASSWORD);
    }
  });

  test('loses no session to a program that fails and has outlived the shell that started it', async () => {
    // A recovery from a crash would empty it.
    await project.sql('test-db', 'create unlogged table unlogged as select 1 as one');
    await project.compose('exec', '-T', 'test-db', 'sh', '-c', '(sleep 1; exit 2) & exit 0');
    await sleep(2_000);
    expect(await project.sql('test-db', 'select one from unlogged')).toBe('1');
  });

  test('takes a changed password', async () => {
    await project.write('.env.test', envFile('another one'));
    await project.up();
    expect(await login(project, { password: 'another one' })).toBe('TLSv1.3');
    expect(await login(project)).toContain('password authentication failed');
    await project.write('.env.test', envFile());
    await project.up();
    expect(await login(project)).toBe('TLSv1.3');
  });

  test('keeps the certificate that it has made', async () => {
    const certificate = async (): Promise<string> => {
      const { stdout } = await project.compose('exec', '-T', 'test-db', 'cat', '/run/secrets/tls/tls.crt');
      return stdout;
    };
    const before = await certificate();
    await project.compose('down');
    await project.up();
    expect(await certificate()).toBe(before);
  });

  test('has a new migration as soon as "up" says that it is there, and "up" fails with one that does', async () => {
    const add = async (name: string, sql: string): Promise<void> => {
      const folder = 'compose/test-db-schema';
      const digest = (await docker.onHost(['sha256sum'], { input: sql })).stdout.slice(0, 64);
      await project.write(`${folder}/${name}`, sql);
      const list = await project.read(`${folder}/migrations`);
      // One statement, from the first character of the first line on.
      const statements = `1.1.${sql.trimEnd().length}`;
      await project.write(`${folder}/migrations`, `${list}${name} ${digest} transaction - ${statements}\n`);
    };
    await add('0006_more.sql', 'create table more (a int);\n');
    await project.up('--force-recreate', 'test-db-schema');
    expect(await project.sql('test-db', 'select count(*) from more')).toBe('0');

    await add('0007_wrong.sql', 'create table wrong (a missing);\n');
    await expect(project.up('--force-recreate', 'test-db-schema')).rejects.toThrow(
      'type "missing" does not exist',
    );
  });

  test('says what it misses', async () => {
    const other = await ComposeProject.create(docker);
    await other.add(laptopDatabase({ major: 17 }));
    await other.write('.env.test', 'POSTGRES_USER=me\n');
    await other.compose('up', '--detach');
    await expect(other.compose('up', '--wait', '--wait-timeout', '5')).rejects.toThrow();
    expect((await other.compose('logs', 'test-db')).stdout).toContain('POSTGRES_PASSWORD is not set');
  });
});
