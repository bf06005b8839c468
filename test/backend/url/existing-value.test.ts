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
    ['file:./dev.db', './dev.db', undefined],
    ['file:/data/dev.db?connection_limit=1', '/data/dev.db', undefined],
    ['file:///data/dev.db', '/data/dev.db', undefined],
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
    ['r2dbc:postgresql://u:p@h:1/d', 'r2dbc', 'r2dbc:postgresql'],
    ['r2dbc:pool:postgresql://u:p@h:1/d', undefined, 'r2dbc:pool:postgresql'],
    ['psql://u:p@h:1/d', 'libpq', 'psql'],
    ['ecto://u:p@h:1/d', 'postgrex', 'ecto'],
    ['Host=h;Port=1;Username=u;Password=p;Database=d', 'npgsql', ''],
    ['server=h; port=1; user id=u; pwd="p"; db=d;', 'npgsql', ''],
    ['host=h;port=1;username=u;password=p;database=d', 'npgsql', ''],
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
      address: { kind: 'jdbc:postgresql', host: 'a, fd00::2' },
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
    [
      `Host=h;Password="p;""'=x";SSL Mode=VerifyFull;Root Certificate=/ca;Maximum Pool Size=5;Search Path=s`,
      {
        password: `p;"'=x`,
        tls: 'verify-full',
        tlsParameters: { sslmode: 'verify-full', 'Root Certificate': '/ca' },
        parameters: { 'Maximum Pool Size': '5', 'Search Path': 's' },
      },
    ],
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

describe('a database inside the application', () => {
  test.each([
    ['jdbc:h2:mem:test', undefined, 'jdbc'],
    ['jdbc:h2:mem:test;DB_CLOSE_DELAY=-1', undefined, 'jdbc'],
    ['jdbc:h2:file:/data/app;AUTO_SERVER=TRUE', '/data/app', 'jdbc'],
    ['jdbc:h2:~/app', '~/app', 'jdbc'],
    ['jdbc:h2:./app', './app', 'jdbc'],
    ['r2dbc:h2:mem:///test', undefined, undefined],
    ['jdbc:hsqldb:mem:test', undefined, 'jdbc'],
    ['jdbc:hsqldb:file:/data/app', '/data/app', 'jdbc'],
    ['jdbc:derby:memory:test;create=true', undefined, 'jdbc'],
    ['jdbc:derby:app;create=true', 'app', 'jdbc'],
  ])('%s', (text, file, driver) => {
    expect(classifyValue(text)).toEqual({ kind: 'embedded', file, driver });
  });
});

test.each([
  ...[
    'changeme',
    'CHANGE_ME',
    'change-me',
    'changeMe',
    'ChangeMe in production',
    'replace-me',
    'TODO',
    'xxxx',
  ],
  ...['your-database-url', 'YOUR_DATABASE_URL_HERE', 'setme', 'placeholder', '...', '***', 'none', 'null'],
])('%s stands for a value that is still to come', (text) => {
  expect(classifyValue(text)).toEqual({ kind: 'placeholder' });
});

describe('something else', () => {
  test.each([
    ['mysql://u:p@h/d', 'mysql', 'h', false],
    ['mysql+pymysql://u:p@h/d', 'mysql+pymysql', 'h', false],
    ['mongodb+srv://u:p@h/d', 'mongodb+srv', 'h', false],
    ['https://example.com', 'https', 'example.com', false],
    ['jdbc:h2:tcp://h/d', 'jdbc:h2:tcp', 'h', false],
    ['jdbc:derby://h/d', 'jdbc:derby', 'h', false],
    ['sqlite+libsql://a.turso.io/?authToken=t', 'sqlite+libsql', 'a.turso.io', false],
    ['Server=h;Port=3306;Uid=u;Pwd=p', 'mysql', 'h', false],
    ['Server=h;Initial Catalog=d;User ID=u;Password=p', 'sqlserver', 'h', false],
  ])('%s', (text, kind, host, hasPlaceholders) => {
    expect(classifyValue(text)).toEqual({ kind: 'other', address: { kind, host }, hasPlaceholders });
  });

  test.each([
    ['hunter2:secret', false],
    ['${DATABASE_URL}', true],
    ['postgresql', false],
    ['postgresql:x', false],
    ['password=x', false],
    ['change my password', false],
    ['changeme1', false],
    ['k2Jd83hxPq0aLw7', false],
  ])('%s, of which nothing may be shown', (text, hasPlaceholders) => {
    expect(classifyValue(text)).toEqual({ kind: 'other', address: undefined, hasPlaceholders });
  });
});

describe('a slip around a value does not hide it', () => {
  test.each([
    ['"sqlite:///x"', 'sqlite'],
    ["'postgresql://u:p@h/d'", 'postgresql'],
    ['DATABASE_URL=postgresql://u:p@h/d', 'postgresql'],
    [Buffer.from('postgresql://u:p@h/d\n').toString('base64'), 'postgresql'],
    ['""', 'empty'],
  ])('%s', (text, kind) => {
    expect(classifyValue(text)).toMatchObject({ kind });
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
      expect(['empty', 'placeholder', 'sqlite', 'embedded', 'postgresql', 'other']).toContain(
        classifyValue(start + rest).kind,
      );
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
