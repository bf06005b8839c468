import { detectDriver } from '../../../src/backend/detect/dependency-file';
import type { Driver } from '../../../src/backend/url/driver';
import { chooseDriver, type DriverChoice } from '../../../src/backend/detect/driver-choice';
import { classifyValue } from '../../../src/backend/url/existing-value';
import { Refusal } from '../../../src/text/refusal';

function choose(existing: string, requirements: string, given?: Driver): DriverChoice {
  return chooseDriver({
    existing: classifyValue(existing),
    found: detectDriver([{ path: 'requirements.txt', text: requirements }]),
    path: 'backend/secret.yaml',
    ...(given && { given }),
  });
}

function chooseForNode(existing: string, ...packages: string[]): DriverChoice {
  const dependencies = Object.fromEntries(packages.map((name) => [name, '*']));
  const found = detectDriver([{ path: 'package.json', text: JSON.stringify({ dependencies }) }]);
  return chooseDriver({ existing: classifyValue(existing), found, path: 'secret.yaml' });
}

test('what the user gives goes before everything else, without a word', () => {
  const choice = choose('postgresql+asyncpg://u@h/d?x=1', 'sqlalchemy\nasyncpg\npsycopg2', 'psycopg2');
  expect(choice).toEqual({ driver: 'psycopg2', scheme: 'postgresql', parameters: {}, notices: [] });
});

describe('channel binding is left out where the backend would not connect with it', () => {
  function chooseFor(path: string, text: string): DriverChoice {
    const found = detectDriver([{ path, text }]);
    return chooseDriver({ existing: classifyValue(''), found, path: 'secret.yaml' });
  }

  test.each<[string, string, string, false | undefined, string[]]>([
    ['pgx before 5.9', 'go.mod', 'require github.com/jackc/pgx/v5 v5.8.0', false, ['no-channel-binding']],
    ['pgx 4', 'go.mod', 'require github.com/jackc/pgx/v4 v4.18.3', false, ['no-channel-binding']],
    ['pgx since', 'go.mod', 'require github.com/jackc/pgx/v5 v5.10.0', undefined, []],
    [
      'an old pgx below GORM',
      'go.mod',
      'require (\n\tgorm.io/driver/postgres v1.5.9\n\tgithub.com/jackc/pgx/v5 v5.5.5 // indirect\n)',
      false,
      ['no-channel-binding'],
    ],
    ['lib/pq', 'go.mod', 'require github.com/lib/pq v1.12.3', false, []],
    ['asyncpg alone', 'requirements.txt', 'asyncpg==0.32.0', false, []],
    ['sqlx', 'Cargo.toml', '[dependencies]\nsqlx = { version = "0.9", features = ["postgres"] }', false, []],
    ['tokio-postgres', 'Cargo.toml', '[dependencies]\ntokio-postgres = "0.7"', undefined, []],
    ['Doctrine', 'composer.json', '{"require": {"doctrine/orm": "^3"}}', false, []],
    ['an old psycopg2', 'requirements.txt', 'psycopg2-binary==2.8.6', false, ['no-channel-binding']],
    ['psycopg2', 'requirements.txt', 'psycopg2-binary>=2.8', undefined, []],
  ])('%s', (_, path, text, channelBinding, codes) => {
    const choice = chooseFor(path, text);
    expect(choice.channelBinding).toBe(channelBinding);
    expect(choice.notices.map(({ code }) => code).filter((code) => code.includes('channel'))).toEqual(codes);
  });
});

describe('a PostgreSQL value that is there', () => {
  test('follows the dependency file, and keeps its driver where that names it or none', () => {
    expect(choose('postgresql+psycopg2://u@h/d', 'sqlalchemy\nasyncpg').driver).toBe('asyncpg');
    expect(choose('postgresql+psycopg2://u@h/d', 'sqlalchemy\nasyncpg\npsycopg2').driver).toBe('psycopg2');
    expect(choose('jdbc:postgresql://h/d', '').driver).toBe('jdbc');
    expect(choose('Host=h;Database=d', '').driver).toBe('npgsql');
  });

  test('keeps its scheme and what else it says', () => {
    expect(choose('postgres://u:p@h/d?sslmode=require&application_name=x', 'psycopg2')).toEqual({
      driver: 'libpq',
      scheme: 'postgres',
      parameters: { application_name: 'x' },
      notices: [],
    });
  });

  test('names no driver by its plain scheme: the dependency file says which it is', () => {
    expect(choose('postgresql://u@h/d', 'sqlalchemy\npsycopg2')).toMatchObject({
      driver: 'psycopg2',
      notices: [],
    });
    expect(choose('postgres://u@h/d', 'SQLAlchemy==2.0.30\npsycopg2-binary')).toMatchObject({
      driver: 'psycopg2',
      scheme: 'postgresql',
    });
    expect(choose('postgresql://u@h/d', 'sqlalchemy==2.0.30\nasyncpg\npsycopg2').driver).toBe('psycopg2');
    expect(choose('postgres://u@h/d', 'tortoise-orm[asyncpg]').driver).toBe('tortoise');
    expect(chooseForNode('postgres://u@h/d', 'pg')).toMatchObject({
      driver: 'node-postgres',
      scheme: 'postgres',
    });
  });

  test.each<[Driver, string]>([
    ['prisma', 'sslmode=require&uselibpqcompat=true&sslaccept=accept_invalid_certs'],
    ['node-postgres', 'sslmode=no-verify'],
    ['libpq', 'sslmode=require'],
    ['libpq', 'sslmode=verify-full&sslrootcert=/ca.crt'],
    ['libpq', 'sslmode=require&sslrootcert=/ca.crt'],
  ])('is taken for %s where it asks for TLS as %s, and no dependency file says more', (driver, query) => {
    expect(choose(`postgresql://u@h/d?${query}`, '').driver).toBe(driver);
    expect(chooseForNode(`postgresql://u@h/d?${query}`, 'postgres').driver).toBe('postgres-js');
  });

  test('what another driver would not read is not kept', () => {
    expect(choose('postgresql://h/d?schema=s', '', 'libpq').parameters).toEqual({});
    expect(choose('postgresql://h/d?application_name=x', '', 'jdbc').parameters).toEqual({});
    expect(choose('postgresql://h/d?application_name=x', '', 'psycopg').parameters).toEqual({
      application_name: 'x',
    });
    expect(choose('postgresql://h/d?schema=s', '').parameters).toEqual({ schema: 's' });
  });

  test('plain, below a SQLAlchemy without any driver: this is pointed out, once', () => {
    expect(choose('postgresql://u@h/d', 'sqlalchemy').notices).toMatchObject([
      { code: 'sqlalchemy-bare-url', path: 'requirements.txt' },
    ]);
    expect(choose('postgresql://u@h/d', 'sqlalchemy\npsycopg2-binary').notices).toEqual([]);
  });

  test('for a driver that is not known is refused, unless one is given', () => {
    expect(() => choose('postgresql+pg8000://u@h/d', 'sqlalchemy')).toThrow(Refusal);
    expect(() => choose('postgresql+pg8000://u:geheim@h/d', 'sqlalchemy')).toThrow(
      /^backend\/secret.yaml: is a PostgreSQL URL with the scheme postgresql\+pg8000, .*\(driver-unknown\)$/,
    );
    expect(choose('postgresql+pg8000://u@h/d', 'sqlalchemy', 'psycopg2').driver).toBe('psycopg2');
  });
});

describe('a SQLite value that is there', () => {
  test.each<[string, string, Driver]>([
    ['sqlite:///x.db', 'sqlalchemy\npsycopg2', 'psycopg2'],
    ['sqlite:///x.db', 'sqlalchemy\nasyncpg', 'asyncpg'],
    ['sqlite:///x.db', 'sqlalchemy\nasyncpg\npsycopg2', 'psycopg2'],
    ['sqlite:///x.db', 'django\npsycopg2', 'libpq'],
    ['sqlite:///x.db', '', 'libpq'],
    ['sqlite+aiosqlite:///x.db', '', 'asyncpg'],
    ['sqlite+aiosqlite:///x.db', 'sqlalchemy\nasyncpg\npsycopg2', 'asyncpg'],
    ['sqlite+aiosqlite:///x.db', 'sqlalchemy\npsycopg[binary]', 'psycopg'],
    ['sqlite+aiosqlite:///x.db', 'sqlalchemy\npsycopg2', 'asyncpg'],
    ['jdbc:sqlite:x.db', '', 'jdbc'],
    ['jdbc:h2:mem:x', '', 'jdbc'],
    ['file:./dev.db', '', 'libpq'],
    ['file:./dev.db', 'asyncpg', 'libpq'],
  ])('%s and %j: %s', (existing, requirements, driver) => {
    expect(choose(existing, requirements).driver).toBe(driver);
  });

  test('Prisma’s, where the package file names what it goes through', () => {
    expect(chooseForNode('file:./dev.db', '@prisma/client', 'pg').driver).toBe('prisma');
    expect(chooseForNode('file:./dev.db', '@prisma/client').driver).toBe('prisma');
    expect(chooseForNode('file:./dev.db', 'pg').driver).toBe('node-postgres');
  });

  test('of Go', () => {
    const found = detectDriver([{ path: 'go.mod', text: 'require github.com/jackc/pgx/v5 v5.7.1' }]);
    expect(chooseDriver({ existing: classifyValue('file:chat.db'), found, path: 'secret.yaml' }).driver).toBe(
      'pgx',
    );
  });

  test('that says which driver it is settles what the dependency file leaves open', () => {
    const requirements = 'sqlalchemy\nasyncpg\npsycopg2';
    expect(choose('sqlite+aiosqlite:///x.db', requirements).notices).toEqual([]);
    expect(choose('sqlite:///x.db', requirements).notices).toMatchObject([{ code: 'driver-ambiguous' }]);
  });
});

describe('what no dependency file names', () => {
  const codes = (existing: string, requirements: string): string[] =>
    choose(existing, requirements).notices.map(({ code }) => code);

  test('is said once, with what the URL is written for', () => {
    const [notice, ...others] = choose('', '').notices;
    expect(others).toEqual([]);
    expect(notice).toMatchObject({ code: 'driver-not-found', path: 'backend/secret.yaml' });
    expect(notice?.message).toContain('no dependency file of the repository names a library');
    expect(notice?.message).toContain('written for libpq, which most libraries read: give driver in main.ts');
  });

  test('and what an asynchronous engine needs is not the driver that is named', () => {
    const [notice] = choose('sqlite+aiosqlite:///x.db', 'sqlalchemy\npsycopg2').notices;
    expect(notice).toMatchObject({ code: 'driver-not-found' });
    expect(notice?.message).toMatch(
      /name psycopg2 in requirements.txt alone; the URL is written for asyncpg, as the value/,
    );
  });

  test('is not said where it is named, or given', () => {
    expect(codes('', 'sqlalchemy\nasyncpg')).toEqual([]);
    expect(choose('', '', 'pgx').notices).toEqual([]);
  });
});

test.each(['', 'changeme', 'mysql://u@h/d'])('%j leaves it to the dependency file', (existing) => {
  expect(choose(existing, 'sqlalchemy\npsycopg[binary]').driver).toBe('psycopg');
  expect(choose(existing, 'sqlalchemy')).toMatchObject({
    driver: 'libpq',
    scheme: 'postgresql',
    notices: [{ code: 'sqlalchemy-bare-url' }],
  });
});

describe('what the application cannot read is refused', () => {
  const AMBIGUOUS = 'Server=db;Database=shop;User Id=shop;Password=changeme;TrustServerCertificate=true';

  function codeOf(run: () => unknown): string | undefined {
    try {
      run();
    } catch (error) {
      if (error instanceof Refusal) return error.problems[0]?.code;
    }
    return undefined;
  }

  function chooseForDotnet(existing: string, name: string, given?: Driver): DriverChoice {
    const text = `<PackageReference Include="${name}" Version="8" />`;
    const found = detectDriver([{ path: 'App.csproj', text }]);
    return chooseDriver({
      existing: classifyValue(existing),
      found,
      path: 'secret.yaml',
      ...(given && { given }),
    });
  }

  test('a driver of another database, unless the value or main.ts says PostgreSQL', () => {
    const [code, own] = ['driver-of-another-database', 'Npgsql.EntityFrameworkCore.PostgreSQL'];
    expect(codeOf(() => choose('changeme', 'django\nmysqlclient'))).toBe(code);
    expect(codeOf(() => choose('changeme', 'django\nmysqlclient', 'libpq'))).toBeUndefined();
    expect(codeOf(() => choose('postgres://u@localhost/d', 'django\nmysqlclient'))).toBeUndefined();
    expect(codeOf(() => chooseForDotnet(AMBIGUOUS, 'Microsoft.EntityFrameworkCore.SqlServer'))).toBe(code);
    expect(codeOf(() => chooseForDotnet(AMBIGUOUS, 'Serilog'))).toBe(code);
    expect(codeOf(() => chooseForDotnet(AMBIGUOUS, 'Serilog', 'npgsql'))).toBeUndefined();
    expect(codeOf(() => chooseForDotnet(AMBIGUOUS, own))).toBeUndefined();
  });

  test.each([
    'Server=mssql;Database=shop;User Id=shop;Password=x',
    'Server=tcp:db,1433;Database=shop;User Id=shop;Password=x',
    'Server=db\\SQLEXPRESS;Database=shop;User Id=shop;Password=x',
    'Server=db;Database=shop;User Id=sa;Password=x',
    'Server=shop-mysql;Database=shop;Uid=shop;Pwd=x',
    'Server=db;Initial Catalog=shop;User Id=shop;Password=x',
  ])('%s is no PostgreSQL', (value) => {
    expect(classifyValue(value).kind).toBe('other');
  });

  test.each([
    'Host=db;Database=shop;Username=root;Password=x',
    'Server=db;Port=5432;User Id=shop;Password=x',
  ])('%s is one', (value) => {
    expect(classifyValue(value)).toMatchObject({ kind: 'postgresql', driver: 'npgsql' });
    expect(classifyValue(value)).not.toHaveProperty('isAmbiguous');
  });
});
