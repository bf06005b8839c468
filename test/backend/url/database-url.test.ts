import * as fc from 'fast-check';
import { parse } from 'pg-connection-string';
import { DatabaseUrl } from '../../../src/backend/url/database-url';
import type { DatabaseUrlProps } from '../../../src/backend/url/database-url-props';
import { DRIVERS, isPlainDriver, type Driver } from '../../../src/backend/url/driver';
import { classifyValue } from '../../../src/backend/url/existing-value';
import { TLS_MODES, type TlsMode } from '../../../src/backend/url/tls';
import { Refusal } from '../../../src/text/refusal';
import { anyName, anyText } from './any-text';

const app: DatabaseUrlProps = { host: 'database-service', database: 'app', user: 'app' };
const CA = '/etc/database-ca/ca.crt';

function problemsOf(act: () => unknown): readonly string[] {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return error.problems.map(({ message }) => message);
    throw error;
  }
  return [];
}

describe('the syntax of each driver', () => {
  test.each<[Driver, string]>([
    ['libpq', 'postgresql://app:p%40ss@database-service:5432/app'],
    ['psycopg2', 'postgresql+psycopg2://app:p%40ss@database-service:5432/app'],
    ['psycopg', 'postgresql+psycopg://app:p%40ss@database-service:5432/app'],
    ['asyncpg', 'postgresql+asyncpg://app:p%40ss@database-service:5432/app'],
    ['jdbc', 'jdbc:postgresql://database-service:5432/app?user=app&password=p%40ss'],
    ['node-postgres', 'postgresql://app:p%40ss@database-service:5432/app'],
    ['postgres-js', 'postgresql://app:p%40ss@database-service:5432/app'],
    ['prisma', 'postgresql://app:p%40ss@database-service:5432/app'],
    ['pgx', 'postgresql://app:p%40ss@database-service:5432/app'],
    ['tortoise', 'postgres://app:p%40ss@database-service:5432/app'],
    ['r2dbc', 'r2dbc:postgresql://app:p%40ss@database-service:5432/app'],
    ['postgrex', 'postgresql://app:p%40ss@database-service:5432/app'],
    ['npgsql', 'Host=database-service;Port=5432;Database=app;Username=app;Password=p@ss'],
  ])('%s', (driver, url) => {
    expect(new DatabaseUrl({ ...app, driver }).render('p@ss')).toBe(url);
  });

  test('without a driver it is the plain one, and stays open', () => {
    const url = new DatabaseUrl(app);
    expect(url.render('x')).toBe('postgresql://app:x@database-service:5432/app');
    expect(url.driver).toBeUndefined();
  });

  test('the short scheme is kept where the driver reads it', () => {
    const schemes = DRIVERS.map((driver) =>
      new DatabaseUrl({ ...app, driver, scheme: 'postgres' }).render('x').replace(/:\/\/.*/, ''),
    );
    expect(schemes).toEqual([
      'postgres',
      'postgresql+psycopg2',
      'postgresql+psycopg',
      'postgresql+asyncpg',
      'jdbc:postgresql',
      'postgres',
      'postgres',
      'postgres',
      'postgres',
      expect.stringMatching(/^Host=/),
      'postgres',
      'r2dbc:postgresql',
      'postgres',
    ]);
  });

  test('an IPv6 address stands in brackets, given with them or without', () => {
    for (const host of ['fd00::5', '[fd00::5]']) {
      const url = new DatabaseUrl({ ...app, host });
      expect(url.host).toBe('fd00::5');
      expect(url.render('x')).toBe('postgresql://app:x@[fd00::5]:5432/app');
    }
  });
});

describe('TLS, in each driver’s words', () => {
  // Measured against the drivers: a server that takes TLS alone, with a CA of its own.
  const query: Record<Driver, Partial<Record<TlsMode, string>>> = {
    libpq: bound(),
    psycopg2: bound(),
    psycopg: bound(),
    pgx: bound(),
    jdbc: { ...libpqQueries(), require: 'sslmode=require&channelBinding=require' },
    asyncpg: { disable: 'ssl=disable', require: 'ssl=require', 'verify-full': 'ssl=verify-full' },
    'node-postgres': { ...libpqQueries(), require: 'sslmode=no-verify' },
    'postgres-js': { ...libpqQueries(), 'verify-full': 'sslmode=verify-full' },
    prisma: {
      ...libpqQueries(),
      require: 'sslmode=require&uselibpqcompat=true&sslaccept=accept_invalid_certs',
    },
    tortoise: { disable: '', require: '', 'verify-full': 'ssl=true' },
    r2dbc: {
      disable: 'sslMode=disable',
      require: 'sslMode=require',
      'verify-full': `sslMode=verify-full&sslRootCert=${CA}`,
    },
    postgrex: { disable: 'ssl=false', require: '' },
    npgsql: {
      disable: 'SSL Mode=Disable',
      require: 'SSL Mode=Require;Trust Server Certificate=true',
      'verify-full': `SSL Mode=VerifyFull;Root Certificate=${CA}`,
    },
  };

  function libpqQueries(): Record<TlsMode, string> {
    return {
      disable: 'sslmode=disable',
      require: 'sslmode=require',
      'verify-full': `sslmode=verify-full&sslrootcert=${CA}`,
    };
  }

  function bound(): Record<TlsMode, string> {
    return { ...libpqQueries(), require: 'sslmode=require&channel_binding=require' };
  }

  test('channel binding can be left out, for a pooler, and given where the certificate is checked', () => {
    const url = new DatabaseUrl({ ...app, tls: 'require', channelBinding: false });
    expect(url.render('x')).toMatch(/\?sslmode=require$/);
    const both = url.with({ channelBinding: true, tls: 'verify-full' });
    expect(both.render('x')).toMatch(/\?sslmode=verify-full&channel_binding=require$/);
  });

  test('channel binding is refused where there is none', () => {
    const problems = problemsOf(
      () => new DatabaseUrl({ ...app, driver: 'asyncpg', channelBinding: true, tls: 'disable' }),
    );
    expect(problems).toEqual([
      expect.stringContaining('channel binding needs TLS'),
      expect.stringContaining('asyncpg does not support it; allowed: libpq, psycopg2, psycopg, jdbc, pgx'),
    ]);
  });

  test.each(DRIVERS)('%s', (driver) => {
    for (const tls of TLS_MODES.filter((mode) => query[driver][mode] !== undefined)) {
      const url = new DatabaseUrl({ ...app, driver, tls, ...(tls === 'verify-full' && { caFile: CA }) });
      const rendered = url.render('x').replace(/.*?(?:5432\/app\??(user=app&password=x&)?|Password=x;)/, '');
      expect(rendered).toBe(query[driver][tls]);
    }
  });

  test('where no URL says in all versions that the certificate is checked, it is refused', () => {
    const verify: DatabaseUrlProps = { ...app, driver: 'postgrex', tls: 'verify-full', caFile: CA };
    expect(problemsOf(() => new DatabaseUrl(verify))).toEqual([
      'tls is verify-full, which no URL for postgrex can say; leave tls and caFile out, and write ssl: [cacertfile: "…"] beside url in config/runtime.exs',
    ]);
  });

  test('where the URL cannot name the CA, the environment has to', () => {
    const environments = DRIVERS.filter((driver) => driver !== 'postgrex').map((driver) => [
      driver,
      new DatabaseUrl({ ...app, driver, tls: 'verify-full', caFile: CA }).requiredEnvironment,
    ]);
    expect(Object.fromEntries(environments)).toEqual({
      libpq: {},
      psycopg2: {},
      psycopg: {},
      asyncpg: { PGSSLROOTCERT: CA },
      jdbc: {},
      'node-postgres': {},
      'postgres-js': { NODE_EXTRA_CA_CERTS: CA },
      prisma: {},
      pgx: {},
      npgsql: {},
      tortoise: { SSL_CERT_FILE: CA },
      r2dbc: {},
    });
  });

  test('nothing is asked for unless it is given', () => {
    expect(DRIVERS.filter((driver) => /ssl/i.test(new DatabaseUrl({ ...app, driver }).render('x')))).toEqual(
      [],
    );
  });
});

describe('parameters', () => {
  test('come last, encoded', () => {
    const url = new DatabaseUrl({
      ...app,
      driver: 'prisma',
      tls: 'disable',
      parameters: { schema: 'public', application_name: 'a b&c' },
    });
    expect(url.render('x')).toMatch(/\?sslmode=disable&schema=public&application_name=a%20b%26c$/);
  });
});

describe('the password', () => {
  test('is nowhere but in what is rendered', () => {
    const url = new DatabaseUrl({ ...app, driver: 'jdbc' });
    url.render('geheim-7');
    expect(JSON.stringify(url)).not.toContain('geheim');
    expect(String(url)).toBe('jdbc:postgresql://database-service:5432/app?user=app&password=***');
    expect(String(url.with({ driver: 'libpq' }))).toBe('postgresql://app:***@database-service:5432/app');
  });

  test.each(['', 'geheim\0', 'geheim\ud800', '\udc00geheim'])('%j is refused and not quoted', (password) => {
    const problems = problemsOf(() => new DatabaseUrl(app).render(password));
    expect(problems).toHaveLength(1);
    expect(problems.join()).not.toContain('geheim');
  });

  test('any other one survives Node’s URL, pg-connection-string and classifyValue, as any user does', () => {
    fc.assert(
      fc.property(anyText(40), anyName(), (password, user) => {
        for (const driver of DRIVERS.filter(isPlainDriver)) {
          const text = new DatabaseUrl({ ...app, user, driver }).render(password);
          const url = new URL(text);
          expect(decodeURIComponent(url.password)).toBe(password);
          expect(decodeURIComponent(url.username)).toBe(user);
          expect(parse(text)).toMatchObject({
            user,
            password,
            host: app.host,
            port: '5432',
            database: 'app',
          });
        }
        for (const driver of DRIVERS) {
          const text = new DatabaseUrl({ ...app, user, driver }).render(password);
          expect(classifyValue(text)).toMatchObject({
            kind: 'postgresql',
            user,
            password,
            hasPlaceholders: false,
          });
        }
      }),
    );
  });
});

describe('the database', () => {
  test('any name is read back as it is, or refused for the driver that could not', () => {
    let refused = 0;
    fc.assert(
      fc.property(anyName(), fc.constantFrom(...DRIVERS), (database, driver) => {
        const props = { ...app, database, driver };
        if (problemsOf(() => new DatabaseUrl(props)).length > 0) {
          refused += 1;
          return;
        }
        const text = new DatabaseUrl(props).render('x');
        expect(classifyValue(text)).toMatchObject({ database, user: 'app', host: app.host });
        if (driver === 'node-postgres' || driver === 'prisma') expect(parse(text).database).toBe(database);
        if (driver === 'postgres-js') expect(new URL(text).pathname.slice(1)).toBe(database);
        if (driver === 'libpq') expect(decodeURIComponent(/[^/]*$/.exec(text)?.[0] ?? '')).toBe(database);
      }),
    );
    expect(refused).toBeGreaterThan(0);
  });

  test.each<[Driver, string, boolean]>([
    ['libpq', 'a/b?c#d%e', true],
    ['jdbc', 'a/b?c#d%e', true],
    ['pgx', 'a/b?c#d%e', true],
    ['pgx', '/a', false],
    ['psycopg2', 'a b/c#d', true],
    ['psycopg2', 'a%20b', false],
    ['asyncpg', 'a?b', false],
    ['node-postgres', 'a/b;c@d:e', true],
    ['node-postgres', 'a#b', false],
    ['node-postgres', '..', false],
    ['prisma', 'a/b', false],
    ['postgres-js', 'a-b_c.d', true],
    ['postgres-js', 'café', false],
  ])('%s can have %s: %s', (driver, database, isAllowed) => {
    expect(problemsOf(() => new DatabaseUrl({ ...app, driver, database })).length === 0).toBe(isAllowed);
  });
});

describe('what cannot be', () => {
  test('is all said at once, with what was given, what is allowed and what to do', () => {
    const problems = problemsOf(
      () =>
        new DatabaseUrl({
          host: 'db:5432',
          port: 0,
          database: '',
          user: 'u'.repeat(64),
          tls: 'require',
          caFile: 'ca.crt',
          parameters: { host: 'other', sslmode: 'disable' },
        }),
    );
    expect(problems).toEqual([
      expect.stringContaining('the host "db:5432" is not a DNS name or an address'),
      'the port 0 is not a whole number from 1 to 65535',
      'the database is empty; give its name',
      expect.stringContaining('has 64 bytes; allowed: at most 63'),
      expect.stringContaining("give tls: 'verify-full', or leave caFile out"),
      expect.stringContaining('caFile "ca.crt" is not an absolute path'),
      expect.stringContaining('the parameter "host" would override another part'),
      expect.stringContaining('the parameter "sslmode" configures TLS'),
    ]);
    for (const problem of problems) expect(problem).toMatch(/^[a-z].*[^.]$/);
  });

  test('are words that nobody knows', () => {
    const unknown = { driver: 'odbc' as Driver, tls: 'prefer' as TlsMode };
    expect(
      problemsOf(() => new DatabaseUrl({ host: 'db', database: 'app', user: 'app', ...unknown })),
    ).toEqual([
      expect.stringMatching(/^is "odbc"; allowed: 'libpq', 'psycopg2', .*'postgrex'$/),
      `is "prefer"; allowed: 'disable', 'require', 'verify-full'`,
    ]);
  });

  test.each([
    '',
    'a b',
    'a..b',
    '-a',
    'a-',
    'a/b',
    '::g',
    '[::1',
    'fe80::1%eth0',
    '/var/run/postgresql',
    'a,b',
  ])('host %j', (host) => {
    expect(problemsOf(() => new DatabaseUrl({ ...app, host }))).toHaveLength(1);
  });

  test.each(['db', 'my_db', 'db.ns.svc.cluster.local', '10.0.0.1', '::1', '[::1]', 'A-1'])(
    'host %j can be',
    (host) => {
      expect(new DatabaseUrl({ ...app, host }).render('x')).toContain(host);
    },
  );

  test('a login in the host is not quoted', () => {
    expect(problemsOf(() => new DatabaseUrl({ ...app, host: 'me:geheim@db' })).join()).not.toContain(
      'geheim',
    );
  });

  test('postgres.js does not read IPv6', () => {
    const problems = problemsOf(() => new DatabaseUrl({ ...app, driver: 'postgres-js', host: '::1' }));
    expect(problems).toEqual([expect.stringContaining('does not read IPv6')]);
  });
});

test('with() changes what is given and checks the rest again', () => {
  const url = new DatabaseUrl({ ...app, database: 'a?b' });
  expect(url.with({ port: 6432 }).render('x')).toBe('postgresql://app:x@database-service:6432/a%3Fb');
  expect(problemsOf(() => url.with({ driver: 'node-postgres' }))).toHaveLength(1);
});
