import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { setVariables, variablesOf } from '../../src/editors/dotenv/dotenv-editor';
import { Refusal } from '../../src/text/refusal';
import { value } from '../editors/dotenv/dotenv-lines';
import { SPELLINGS, UNREADABLE, WANTED } from '../editors/dotenv/dotenv-spellings';
import { BACKEND } from './backend-tests';
import { backendPython } from './checkers/tools';
import { run } from './command';
import { Docker } from './docker';
import { temporaryFolder } from './temporary-folder';

describe('what is written to a .env file', () => {
  let folder: string;
  let wanted: Record<string, string>;

  beforeAll(async () => {
    folder = await temporaryFolder();
    let text = '';
    for (const [index, one] of fc.sample(value, 2_000).entries()) {
      // References are filled in from the environment, by those who do.
      if (one.startsWith('${')) continue;
      try {
        text = `${setVariables('', new Map([[`V${index}`, one]]), '.env').text}${text}`;
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
      }
    }
    wanted = Object.fromEntries(variablesOf(text));
    expect(Object.keys(wanted).length).toBeGreaterThan(1_000);
    await writeFile(join(folder, '.env'), text);
  });

  const read = (said: string): Record<string, string> =>
    Object.fromEntries(
      Object.entries(JSON.parse(said) as Record<string, string>).filter(([key]) => /^V\d+$/.test(key)),
    );

  test('python-dotenv reads as it was meant', async () => {
    const program = 'import dotenv, json; print(json.dumps(dotenv.dotenv_values(".env")))';
    const { stdout } = await run(backendPython(), ['-c', program], { cwd: folder });
    expect(read(stdout)).toEqual(wanted);
  });

  test('Compose gives to a container as it was meant', async () => {
    const docker = await Docker.start();
    const print = 'import json, os; print(json.dumps(dict(os.environ)))';
    const service = { image: 'localhost/pyapp', command: ['python3', '-c', print], env_file: '.env' };
    await writeFile(join(folder, 'compose.yaml'), JSON.stringify({ services: { print: service } }));
    const compose = ['compose', '--project-name', `dotenv-${process.pid}`];
    try {
      const { stdout } = await docker.docker([...compose, 'run', '--rm', '--no-TTY', 'print'], {
        cwd: folder,
      });
      expect(read(stdout)).toEqual(wanted);
    } finally {
      await docker.docker([...compose, 'down'], { cwd: folder });
    }
  });
});

describe('a variable that stands there in another spelling', () => {
  const names = Object.keys(SPELLINGS).map((_, index) => `file${index}`);
  const wanted = names.map((name) => ({ name, B: '1', URL: WANTED.get('URL') }));
  let folder: string;

  beforeAll(async () => {
    folder = await temporaryFolder();
    for (const [index, text] of Object.values(SPELLINGS).entries()) {
      await writeFile(join(folder, `file${index}`), setVariables(text, WANTED, '.env').text);
    }
  });

  test('is read by python-dotenv', async () => {
    const program =
      'import dotenv, json, sys; print(json.dumps([dict(dotenv.dotenv_values(f), name=f) for f in sys.argv[1:]]))';
    const { stdout } = await run(backendPython(), ['-c', program, ...names], { cwd: folder });
    const found = JSON.parse(stdout) as readonly Record<string, string>[];
    expect(found.map(({ name, B, URL }) => ({ name, B, URL }))).toEqual(wanted);
  });

  test('is read by Compose', async () => {
    const docker = await Docker.start();
    const services = Object.fromEntries(names.map((name) => [name, { image: 'none', env_file: name }]));
    await writeFile(join(folder, 'compose.yaml'), JSON.stringify({ services }));
    const { stdout } = await docker.docker(['compose', 'config', '--format', 'json'], { cwd: folder });
    const said = JSON.parse(stdout) as {
      readonly services: Readonly<Record<string, { readonly environment: Readonly<Record<string, string>> }>>;
    };
    const found = names.map((name) => ({ name, ...said.services[name]?.environment }));
    expect(found.map(({ name, B, URL }: Record<string, string>) => ({ name, B, URL }))).toEqual(wanted);
  });

  test.each(Object.entries(UNREADABLE))('is not there for Compose, as is warned, in %s', async (_, text) => {
    const docker = await Docker.start();
    await writeFile(join(folder, 'unreadable'), setVariables(text, WANTED, '.env').text);
    const service = { image: 'none', env_file: 'unreadable' };
    await writeFile(join(folder, 'compose.yaml'), JSON.stringify({ services: { service } }));
    const found = await docker.docker(['compose', 'config'], { cwd: folder }).then(
      ({ stdout }) => stdout,
      () => 'refused',
    );
    expect(found).not.toContain(`URL: ${WANTED.get('URL')}`);
  });
});

describe('the settings', () => {
  test.each([
    [{ DATABASE_URL: 'given' }, 'given'],
    [{ DATABASE_URL: 'given', DATABASE_URL_IN_DOCKER: 'other' }, 'given'],
    [{ DATABASE_URL: 'given', DATABASE_URL_IN_DOCKER: 'other', RUNNING_IN_DOCKER: 'false' }, 'given'],
    [{ DATABASE_URL: 'given', DATABASE_URL_IN_DOCKER: 'other', RUNNING_IN_DOCKER: 'true' }, 'other'],
    [{ DATABASE_URL: 'given', RUNNING_IN_DOCKER: '1' }, 'given'],
    [{}, 'postgresql+psycopg2://u:p%40%2F%20@localhost:5433/d?sslmode=require'],
    [{ RUNNING_IN_DOCKER: 'True' }, 'postgresql+psycopg2://u:p%40%2F%20@test-db:5432/d?sslmode=require'],
    [
      { POSTGRES_HOST: 'db.example.com', POSTGRES_PORT: '6543' },
      'postgresql+psycopg2://u:p%40%2F%20@db.example.com:6543/d?sslmode=require',
    ],
  ])('of %j give %s', async (environment, url) => {
    const parts = { POSTGRES_USER: 'u', POSTGRES_PASSWORD: 'p@/ ', POSTGRES_DB: 'd' };
    const program = 'from tests.settings import database_url; print(database_url())';
    const { stdout } = await run(backendPython(), ['-B', '-c', program], {
      cwd: BACKEND,
      env: { ...parts, ...environment },
    });
    expect(stdout.trimEnd()).toBe(url);
  });

  test('give asyncpg its own word for TLS', async () => {
    const program =
      'from tests.settings import database_url; print(database_url(driver="postgresql+asyncpg"))';
    const env = { POSTGRES_USER: 'u', POSTGRES_PASSWORD: 'p', POSTGRES_DB: 'd' };
    const { stdout } = await run(backendPython(), ['-B', '-c', program], { cwd: BACKEND, env });
    expect(stdout.trimEnd()).toBe('postgresql+asyncpg://u:p@localhost:5433/d?ssl=require');
  });
});
