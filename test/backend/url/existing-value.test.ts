import * as fc from 'fast-check';
import { classifyValue, type PostgresqlValue } from '../../../src/backend/url/existing-value';

test.each(['', ' ', '\n'])('%j is empty', (text) => {
  expect(classifyValue(text)).toEqual({ kind: 'empty' });
});

describe('SQLite', () => {
  test.each([
    ['sqlite:///./app.db', './app.db', undefined],
    ['sqlite:///app.db\n', 'app.db', undefined],
    ['sqlite:////data/app.db', '/data/app.db', undefined],
    ['sqlite:///C:\\data\\app.db', 'C:\\data\\app.db', undefined],
    ['sqlite:////data/app.db?check_same_thread=false', '/data/app.db', undefined],
    ['sqlite+pysqlite:///app.db', 'app.db', undefined],
    ['SQLite:///app.db', 'app.db', undefined],
    ['sqlite+aiosqlite:////data/x.db', '/data/x.db', 'asyncpg'],
    ['sqlite+aiosqlite://', undefined, 'asyncpg'],
    ['sqlite://', undefined, undefined],
    ['sqlite:///:memory:', undefined, undefined],
    ['sqlite::memory:', undefined, undefined],
    ['sqlite:app.db', 'app.db', undefined],
    ['sqlite://app.db', 'app.db', undefined],
    ['sqlite:///file:/data/x.db?uri=true&mode=ro', '/data/x.db', undefined],
    ['sqlite+pysqlcipher://:secret@/foo.db?cipher=aes', 'foo.db', undefined],
    ['sqlite+pysqlcipher://:secret@//data/foo.db', '/data/foo.db', undefined],
    ['sqlite3:db/development.sqlite3', 'db/development.sqlite3', undefined],
    ['jdbc:sqlite:/data/app.db', '/data/app.db', 'jdbc'],
    ['jdbc:sqlite:app.db', 'app.db', 'jdbc'],
    ['jdbc:sqlite::memory:', undefined, 'jdbc'],
    ['file:./dev.db', './dev.db', 'prisma'],
    ['file:/data/dev.db?connection_limit=1', '/data/dev.db', 'prisma'],
    ['file:///data/dev.db', '/data/dev.db', 'prisma'],
    ['/data/db.sqlite', '/data/db.sqlite', undefined],
    ['./db.sqlite3', './db.sqlite3', undefined],
  ])('%s', (text, file, driver) => {
    expect(classifyValue(text)).toEqual({ kind: 'sqlite', file, driver });
  });
});

describe('PostgreSQL', () => {
  function read(text: string): PostgresqlValue {
    const value = classifyValue(text);
    if (value.kind !== 'postgresql') throw new Error(`is ${value.kind}`);
    return value;
  }

  test.each([
    ['postgresql://u:p@h:1/d', 'libpq', 'postgresql'],
    ['postgres://u:p@h:1/d', 'libpq', 'postgres'],
    ['POSTGRES://u:p@h:1/d', 'libpq', 'postgres'],
    ['postgresql+psycopg2://u:p@h:1/d', 'psycopg2', 'postgresql+psycopg2'],
    ['postgresql+psycopg://u:p@h:1/d', 'psycopg', 'postgresql+psycopg'],
    ['postgresql+psycopg_async://u:p@h:1/d', 'psycopg', 'postgresql+psycopg_async'],
    ['postgresql+asyncpg://u:p@h:1/d', 'asyncpg', 'postgresql+asyncpg'],
    ['jdbc:postgresql://h:1/d?user=u&password=p', 'jdbc', 'jdbc:postgresql'],
    ['postgresql://u:p@h:1/d?schema=public', 'prisma', 'postgresql'],
    ['postgresql+pg8000://u:p@h:1/d', undefined, 'postgresql+pg8000'],
    ['postgis://u:p@h:1/d', undefined, 'postgis'],
    ['r2dbc:postgresql://u:p@h:1/d', undefined, 'r2dbc:postgresql'],
    ['r2dbc:pool:postgresql://u:p@h:1/d', undefined, 'r2dbc:pool:postgresql'],
    ['host=h port=1 user=u password=p dbname=d', 'libpq', ''],
    ["user=u password='p' host = h port=1 dbname=d", 'libpq', ''],
    ['postgresql:///?host=h&port=1&user=u&password=p&dbname=d', 'libpq', 'postgresql'],
  ])('%s', (text, driver, scheme) => {
    expect(read(text)).toMatchObject({
      driver,
      scheme,
      user: 'u',
      password: 'p',
      host: 'h',
      port: 1,
      database: 'd',
    });
  });

  test('all of a value, JDBC’s', () => {
    expect(
      classifyValue(
        'jdbc:postgresql://a:1,[fd00::2]/d%20b?user=u%40x&password=a+b%2B&ssl=true&sslmode=verify-full&sslrootcert=/ca&ApplicationName=x',
      ),
    ).toEqual({
      kind: 'postgresql',
      driver: 'jdbc',
      scheme: 'jdbc:postgresql',
      host: 'a',
      port: 1,
      hosts: [
        { host: 'a', port: 1 },
        { host: 'fd00::2', port: 5432 },
      ],
      user: 'u@x',
      password: 'a b+',
      database: 'd b',
      tls: 'verify-full',
      tlsParameters: { ssl: 'true', sslmode: 'verify-full', sslrootcert: '/ca' },
      parameters: { ApplicationName: 'x' },
      hasPlaceholders: false,
    });
  });

  test.each([
    ['postgresql://h', { host: 'h', port: 5432, user: undefined, password: undefined, database: undefined }],
    ['postgresql://', { host: '', port: 5432, user: undefined, database: undefined }],
    ['postgresql://u@h/d', { user: 'u', password: undefined }],
    ['postgresql://u:@h/d', { user: 'u', password: undefined }],
    ['postgresql://u%40x:p%2Fq%3F%23%25+r@h/d%2Fe', { user: 'u@x', password: 'p/q?#%+r', database: 'd/e' }],
    ['postgresql://u:100%@h/d', { password: '100%' }],
    ['postgresql://u:p@ss@h/d', { user: 'u', password: 'p@ss', host: 'h' }],
    [
      'postgresql+psycopg2://u:a/b?c#d@h:1/d',
      { user: 'u', password: 'a/b?c#d', host: 'h', port: 1, database: 'd' },
    ],
    [
      'postgresql://h:5432/d?options=a@b',
      { host: 'h', database: 'd', user: undefined, parameters: { options: 'a@b' } },
    ],
    ['postgresql://u:p@[fd00::1]:6432/d', { host: 'fd00::1', port: 6432 }],
    [
      'postgresql://u:p@a:1,b:2,c/d',
      {
        hosts: [
          { host: 'a', port: 1 },
          { host: 'b', port: 2 },
          { host: 'c', port: 5432 },
        ],
      },
    ],
    ['postgresql://u:p@/d?host=/cloudsql/a:b:c', { host: '/cloudsql/a:b:c', database: 'd', parameters: {} }],
    ['postgresql://%2Fvar%2Frun/d', { host: '/var/run' }],
    [
      'postgresql:///d?host=a,b&port=1,2',
      {
        hosts: [
          { host: 'a', port: 1 },
          { host: 'b', port: 2 },
        ],
      },
    ],
    ['postgresql+asyncpg://u:p@h/d?ssl=require&x=a+b', { tls: 'require', parameters: { x: 'a b' } }],
    [
      'postgresql://h/d?sslmode=prefer',
      { tls: undefined, tlsParameters: { sslmode: 'prefer' }, parameters: {} },
    ],
    ['postgresql://h/d?uselibpqcompat=true&sslmode=require', { tls: 'require', parameters: {} }],
    ['postgresql://h/d?sslmode=no-verify', { tls: 'require', parameters: {} }],
    ['postgresql://h/d?schema=s&connection_limit=5', { parameters: { schema: 's', connection_limit: '5' } }],
    ['postgresql://h/d?application_name=a+b', { parameters: { application_name: 'a+b' } }],
    ['postgresql://h/d?__proto__=x', { parameters: Object.fromEntries([['__proto__', 'x']]) }],
    ['jdbc:postgresql:d', { driver: 'jdbc', host: '', database: 'd' }],
    ['jdbc:postgresql:/', { driver: 'jdbc', host: '', database: undefined }],
    ["host=h dbname='a b' password='it\\'s'", { database: 'a b', password: "it's" }],
    [
      'host=h user=u dbname=d sslmode=disable TimeZone=UTC',
      { tls: 'disable', parameters: { TimeZone: 'UTC' } },
    ],
  ])('%s', (text, expected) => {
    expect(read(text)).toMatchObject(expected);
  });

  test.each([
    'postgresql://${USER}:${PASS}@db/app',
    'postgresql://u:$(POSTGRES_PASSWORD)@db/app',
    'postgresql://u:$POSTGRES_PASSWORD@db/app',
    'postgresql://u:{{ password }}@db/app',
    'postgresql://<user>:<password>@db/app',
  ])('%s waits to be filled in', (text) => {
    expect(read(text)).toMatchObject({ hasPlaceholders: true });
  });
});

describe('something else', () => {
  test.each([
    ['mysql://u:p@h/d', 'mysql', false],
    ['mysql+pymysql://u:p@h/d', 'mysql+pymysql', false],
    ['mongodb+srv://u:p@h/d', 'mongodb+srv', false],
    ['jdbc:h2:mem:test', 'jdbc:h2', false],
    ['changeme', undefined, false],
    ['hunter2:secret', undefined, false],
    ['https://example.com', undefined, false],
    ['${DATABASE_URL}', undefined, true],
    ['postgresql', undefined, false],
    ['postgresql:x', undefined, false],
    ['Host=h;Username=u;Password=p', undefined, false],
    ['password=x', undefined, false],
    ['"sqlite:///x"', undefined, false],
  ])('%s', (text, scheme, hasPlaceholders) => {
    expect(classifyValue(text)).toEqual({ kind: 'other', scheme, hasPlaceholders });
  });
});

test('no text throws', () => {
  const prefix = fc.constantFrom(
    '',
    'postgresql:',
    'postgresql://',
    'jdbc:postgresql:',
    'sqlite:',
    'file:',
    'host=',
  );
  const body = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(...":/@?#&=%[],+' \\\n$a1\ud800") }),
  );
  fc.assert(
    fc.property(prefix, body, (start, rest) => {
      expect(['empty', 'sqlite', 'postgresql', 'other']).toContain(classifyValue(start + rest).kind);
    }),
    { numRuns: 2000 },
  );
});

test('a long text takes no time', () => {
  const long = 100_000;
  const started = process.hrtime.bigint();
  for (const piece of ['a', '/', ':', '@', "'", '\\', '%', '{{', '<', '$(', 'a:/', "a='"]) {
    for (const start of ['', 'postgresql://', 'postgresql://a:', 'host=', 'sqlite:']) {
      classifyValue(start + piece.repeat(long));
    }
  }
  expect(Number(process.hrtime.bigint() - started) / 1e9).toBeLessThan(5);
});
