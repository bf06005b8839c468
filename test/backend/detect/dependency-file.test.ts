import * as fc from 'fast-check';
import {
  detectDriver,
  isDependencyFile,
  type BackendDriver,
} from '../../../src/backend/detect/dependency-file';
import { bareUrlDialect } from '../../../src/backend/detect/sqlalchemy-dependency';

function detect(files: Readonly<Record<string, string>>): BackendDriver {
  return detectDriver(Object.entries(files).map(([path, text]) => ({ path, text })));
}

function codesOf(found: BackendDriver): string[] {
  return found.notices.map(({ code }) => code);
}

test('the files that are read', () => {
  const names = [
    ...[
      'requirements.txt',
      'requirements-dev.txt',
      'requirements_prod.txt',
      'dev-requirements.txt',
      'requirements.in',
    ],
    ...['pyproject.toml', 'Pipfile', 'package.json', 'go.mod', 'pom.xml'],
    ...['build.gradle', 'build.gradle.kts', 'libs.versions.toml'],
  ];
  expect(names.filter((name) => !isDependencyFile(name))).toEqual([]);
  expect(
    [
      'requirements.md',
      'notes.txt',
      'myrequirements.txt',
      'package-lock.json',
      'poetry.lock',
      'go.sum',
      '',
    ].filter(isDependencyFile),
  ).toEqual([]);
});

describe('requirements.txt', () => {
  test.each<[string, string | undefined]>([
    ['SQLAlchemy==2.0.30\npsycopg2-binary==2.9.9\n', 'psycopg2'],
    ['sqlalchemy>=2\r\nPsycopg2_Binary ; python_version > "3.8"\r\n', 'psycopg2'],
    ['sqlalchemy[asyncio]\nasyncpg', 'asyncpg'],
    ['SQLModel\npsycopg[binary,pool] >=3.1,<4  # the driver\n', 'psycopg'],
    ['alembic\npsycopg-binary', 'psycopg'],
    ['sqlalchemy[postgresql_psycopg2binary]', 'psycopg2'],
    ['sqlalchemy[postgresql-asyncpg]', 'asyncpg'],
    ['SQLAlchemy[asyncio,postgresql_psycopg]', 'psycopg'],
    ['flask-sqlalchemy==3.1 \\\n  --hash=sha256:aa\npsycopg2 @ https://example.com/psycopg2.whl', 'psycopg2'],
    ['django\ndj-database-url\npsycopg2-binary', 'libpq'],
    ['asyncpg', 'libpq'],
    ['psycopg[binary]', 'libpq'],
    ['# psycopg2\nsqlalchemy', undefined],
    ['-r psycopg2.txt\n--index-url https://asyncpg.example\nfastapi', undefined],
    ['git+https://github.com/MagicStack/asyncpg\n', undefined],
    ['asyncpg-utils\npsycopg2cffi', undefined],
    ['', undefined],
  ])('%j', (text, driver) => {
    expect(detect({ 'requirements.txt': text }).driver).toBe(driver);
  });

  test('which package says so, and where', () => {
    expect(detect({ 'backend/requirements.txt': 'sqlalchemy\npsycopg2-binary' }).candidates).toEqual([
      { driver: 'psycopg2', package: 'psycopg2-binary', path: 'backend/requirements.txt' },
    ]);
  });
});

describe('pyproject.toml and Pipfile', () => {
  test.each<[string, string, string | undefined]>([
    ['PEP 621', '[project]\nname = "x"\ndependencies = [\n  "sqlalchemy>=2",\n  "asyncpg",\n]\n', 'asyncpg'],
    [
      'extras',
      '[project]\ndependencies=["sqlalchemy"]\n[project.optional-dependencies]\npg = ["psycopg[binary]"]',
      'psycopg',
    ],
    [
      'Poetry',
      '[tool.poetry.dependencies]\npython = "^3.12"\nsqlalchemy = "^2.0"\npsycopg2-binary = "^2.9"',
      'psycopg2',
    ],
    [
      'Poetry, table',
      '[tool.poetry.dependencies]\nsqlmodel="*"\npsycopg = {extras = ["binary"], version = "^3"}',
      'psycopg',
    ],
    [
      'Poetry, sub-table',
      '[tool.poetry.dependencies.psycopg]\nversion = "^3"\n[tool.poetry.dependencies.sqlalchemy]\nversion="2"',
      'psycopg',
    ],
    [
      'Poetry, extras',
      '[tool.poetry.dependencies]\nsqlalchemy = {version = "^2", extras = ["postgresql-asyncpg"]}',
      'asyncpg',
    ],
    [
      'Poetry, group',
      '[tool.poetry.dependencies]\nsqlalchemy = "^2.0"\n[tool.poetry.group.pg.dependencies]\nasyncpg = "*"',
      'asyncpg',
    ],
    [
      'PEP 735',
      '[project]\ndependencies=["sqlalchemy"]\n[dependency-groups]\ndev = ["psycopg2"]',
      'psycopg2',
    ],
    ['uv', '[project]\ndependencies=["sqlalchemy"]\n[tool.uv]\ndev-dependencies = ["psycopg"]', 'psycopg'],
    ['a comment', '[project]\ndependencies = [\n "sqlalchemy",\n # "asyncpg",\n]', undefined],
    [
      'another table',
      '[tool.mypy]\ndependencies = ["asyncpg"]\n[[tool.mypy.overrides]]\nmodule = "asyncpg.*"',
      undefined,
    ],
    [
      'a description',
      '[project]\ndescription = """\n[tool.poetry.dependencies]\nasyncpg = "1"\n"""',
      undefined,
    ],
    [
      'several constraints',
      '[tool.poetry.dependencies]\nsqlalchemy = "2"\npsycopg = [\n  {version = "^3", python = ">=3.9", extras = ["c"]},\n  {version = "3.1", python = "<3.9"},\n]',
      'psycopg',
    ],
    [
      'inline and dotted tables',
      'project.dependencies = ["sqlalchemy"]\ntool.poetry = { group.pg.dependencies.asyncpg = "*" }',
      'asyncpg',
    ],
    [
      'escapes',
      "[project]\r\ndependencies = [ \"sql\\u0061lchemy\", '''asyncpg''' ] # psycopg2\r\n",
      'asyncpg',
    ],
    [
      'a group that includes another',
      '[dependency-groups]\nall = [{include-group = "psycopg2"}]\npsycopg2 = []',
      undefined,
    ],
    ['a byte order mark', '\uFEFF[project]\ndependencies = ["asyncpg", "sqlalchemy"]', 'asyncpg'],
    ['a broken file', '[project]\ndependencies = ["asyncpg", "sqlalchemy"]\nname =\n', undefined],
  ])('%s', (_, text, driver) => {
    expect(detect({ 'pyproject.toml': text }).driver).toBe(driver);
  });

  test('Pipfile', () => {
    const text =
      '[[source]]\nurl = "https://pypi.org/simple"\n[packages]\nsqlalchemy = "*"\npsycopg2-binary = {version = "*"}\n';
    expect(detect({ Pipfile: text }).driver).toBe('psycopg2');
  });
});

describe('package.json', () => {
  test.each<[string, string | undefined]>([
    ['{"dependencies": {"pg": "^8"}}', 'node-postgres'],
    ['{"dependencies": {"sequelize": "^6", "sqlite3": "^5"}}', 'node-postgres'],
    ['{"dependencies": {"knex": "^3"}}', 'node-postgres'],
    ['{"dependencies": {"typeorm": "^0.3"}}', 'node-postgres'],
    ['{"dependencies": {"postgres": "^3"}}', 'postgres-js'],
    ['{"dependencies": {"@prisma/client": "^6"}, "devDependencies": {"prisma": "^6"}}', 'prisma'],
    ['{"dependencies": {"@prisma/client": "^7", "@prisma/adapter-pg": "^7", "pg": "^8"}}', 'prisma'],
    ['{"devDependencies": {"pg": "^8"}}', 'node-postgres'],
    ['{"dependencies": {"react": "^19"}}', undefined],
    ['{"dependencies": ["pg"]}', undefined],
    ['{"dependencies": null}', undefined],
    ['null', undefined],
    ['{ not JSON', undefined],
    ['', undefined],
  ])('%s', (text, driver) => {
    const found = detect({ 'package.json': text });
    expect(found.driver).toBe(driver);
    expect(found.isAmbiguous).toBe(false);
  });
});

describe('go.mod', () => {
  const pgx =
    'module x\n\ngo 1.24\n\nrequire (\n\tgithub.com/gin-gonic/gin v1.10.0\n\tgithub.com/jackc/pgx/v5 v5.7.5\n)\n';

  test.each<[string, string | undefined]>([
    [pgx, 'pgx'],
    ['module x\nrequire github.com/jackc/pgx/v4 v4.18.0\n', 'pgx'],
    ['require (\n\tgorm.io/driver/postgres v1.5.9\n\tgithub.com/jackc/pgx/v5 v5.7.5 // indirect\n)', 'pgx'],
    ['require github.com/lib/pq v1.10.9', 'libpq'],
    ['require github.com/jackc/pgx/v5 v5.7.5 // indirect', undefined],
    ['// require github.com/lib/pq v1.10.9', undefined],
    ['require github.com/jackc/pgxlisten v0.1.0', undefined],
  ])('%j', (text, driver) => {
    expect(detect({ 'go.mod': text }).driver).toBe(driver);
  });

  test('lib/pq demands TLS by itself', () => {
    expect(codesOf(detect({ 'go.mod': 'require github.com/lib/pq v1.10.9' }))).toEqual(['lib-pq-needs-tls']);
    expect(codesOf(detect({ 'go.mod': pgx }))).toEqual([]);
  });
});

describe('the JVM', () => {
  test.each<[string, string, string | undefined]>([
    [
      'pom.xml',
      '<dependency>\n <groupId>org.postgresql</groupId>\n <artifactId>postgresql</artifactId>\n</dependency>',
      'jdbc',
    ],
    ['pom.xml', '<!-- <groupId>org.postgresql</groupId><artifactId>postgresql</artifactId> -->', undefined],
    ['pom.xml', '<groupId>io.quarkus</groupId><artifactId>quarkus-jdbc-postgresql</artifactId>', 'jdbc'],
    ['build.gradle', "runtimeOnly 'org.postgresql:postgresql:42.7.8'", 'jdbc'],
    ['build.gradle', "// runtimeOnly 'org.postgresql:postgresql'", undefined],
    ['build.gradle', "implementation group: 'org.postgresql', name: 'postgresql', version: '42.7.8'", 'jdbc'],
    ['build.gradle.kts', 'runtimeOnly("org.postgresql:postgresql")', 'jdbc'],
    ['build.gradle.kts', 'testImplementation("org.testcontainers:postgresql:1.20")', undefined],
    ['libs.versions.toml', 'pg = { module = "org.postgresql:postgresql", version.ref = "pg" }', 'jdbc'],
    ['libs.versions.toml', 'pg = { group = "org.postgresql", name = "postgresql" }', 'jdbc'],
  ])('%s: %s', (path, text, driver) => {
    expect(detect({ [path]: text }).driver).toBe(driver);
  });
});

describe('several drivers', () => {
  test('asyncpg goes before the psycopg2 that runs the migrations, and the user is told', () => {
    const found = detect({ 'requirements.txt': 'psycopg2-binary\nsqlalchemy\nasyncpg' });
    expect(found).toMatchObject({ driver: 'asyncpg', isAmbiguous: true });
    expect(found.notices).toEqual([
      {
        code: 'driver-ambiguous',
        path: 'requirements.txt',
        message: expect.stringContaining(
          'asyncpg in requirements.txt, psycopg2-binary in requirements.txt',
        ) as string,
      },
    ]);
  });

  test('the order of the files does not matter', () => {
    const files = [
      { path: 'a/requirements.txt', text: 'sqlalchemy\npsycopg2' },
      { path: 'b/package.json', text: '{"dependencies": {"pg": "8"}}' },
      { path: 'c/go.mod', text: 'require github.com/jackc/pgx/v5 v5.7.5' },
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(files, { minLength: 3 }), (shuffled) => {
        expect(detectDriver(shuffled)).toMatchObject({ driver: 'psycopg2', isAmbiguous: true });
      }),
    );
  });

  test('one driver in two files, or two packages of one, is not ambiguous', () => {
    const found = detect({
      'requirements.txt': 'sqlalchemy\npsycopg2',
      'pyproject.toml': '[project]\ndependencies=["psycopg2-binary"]',
    });
    expect(found).toMatchObject({ driver: 'psycopg2', isAmbiguous: false, notices: [] });
  });

  test('one for development alone counts only where there is no other', () => {
    expect(
      detect({ 'requirements.txt': 'sqlalchemy\npsycopg2', 'requirements-dev.txt': 'asyncpg' }),
    ).toMatchObject({ driver: 'psycopg2', isAmbiguous: false });
    expect(
      detect({ 'package.json': '{"dependencies": {"postgres": "3"}, "devDependencies": {"pg": "8"}}' }),
    ).toMatchObject({ driver: 'postgres-js', isAmbiguous: false });
  });
});

describe('SQLAlchemy and a plain URL', () => {
  test.each<[string, 'psycopg' | 'psycopg2']>([
    ['', 'psycopg'],
    ['*', 'psycopg'],
    ['>=2.0', 'psycopg'],
    ['~=2.0', 'psycopg'],
    ['^2.0.5', 'psycopg'],
    ['2', 'psycopg'],
    ['==2.*', 'psycopg'],
    ['==2.1.9', 'psycopg'],
    ['>=2.0,<3', 'psycopg'],
    ['<=2.1', 'psycopg'],
    ['==2.0.30', 'psycopg2'],
    ['== 2.0.*', 'psycopg2'],
    ['2.0.30', 'psycopg2'],
    ['~=2.0.5', 'psycopg2'],
    ['~=1.4', 'psycopg2'],
    ['~2.0', 'psycopg2'],
    ['^1.4', 'psycopg2'],
    ['>=1.4,<2.1', 'psycopg2'],
    ['>=2.0, <2.1.0', 'psycopg2'],
    ['<2', 'psycopg2'],
  ])('%j reads it as %s', (version, dialect) => {
    expect(bareUrlDialect(version)).toBe(dialect);
  });

  test('no driver is named: this is pointed out', () => {
    const found = detect({ 'requirements.txt': 'fastapi\nsqlalchemy>=2\n' });
    expect(found).toMatchObject({
      driver: undefined,
      sqlAlchemy: { path: 'requirements.txt', bareUrl: 'psycopg' },
      notices: [{ code: 'sqlalchemy-bare-url', path: 'requirements.txt' }],
    });
    expect(found.notices[0]?.message).toContain('from version 2.1 on');
  });

  test('2.0 is pinned: what it will look for is said', () => {
    const [notice] = detect({ 'requirements.txt': 'sqlalchemy==2.0.30' }).notices;
    expect(notice?.message).toMatch(/uses psycopg2 .*, but no driver for PostgreSQL is named/);
  });

  test('a driver is named, or SQLAlchemy is not there: nothing to say', () => {
    expect(detect({ 'requirements.txt': 'sqlalchemy\npsycopg2' }).notices).toEqual([]);
    expect(detect({ 'requirements.txt': 'django\npsycopg2' }).notices).toEqual([]);
  });
});

test('no file throws', () => {
  const path = fc.constantFrom(
    'requirements.txt',
    'pyproject.toml',
    'Pipfile',
    'package.json',
    'go.mod',
    'pom.xml',
    'x',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.constantFrom(...'[]{}="\'#\n.,a \\-', 'asyncpg', 'sqlalchemy', 'dependencies', '"""'),
    }),
    fc.json(),
  );
  fc.assert(
    fc.property(fc.array(fc.record({ path, text }), { maxLength: 3 }), (files) => {
      expect(detectDriver(files).notices).toBeInstanceOf(Array);
    }),
    { numRuns: 1000 },
  );
});
