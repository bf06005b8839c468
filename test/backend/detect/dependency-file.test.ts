import * as fc from 'fast-check';
import {
  detectDriver,
  isDependencyFile,
  type BackendDriver,
} from '../../../src/backend/detect/dependency-file';
import type { Driver } from '../../../src/backend/url/driver';
import { bareUrlDialect } from '../../../src/backend/detect/sqlalchemy-dependency';

function detect(files: Readonly<Record<string, string>>): BackendDriver {
  return detectDriver(Object.entries(files).map(([path, text]) => ({ path, text })));
}

function codesOf(found: BackendDriver): string[] {
  return found.notices.map(({ code }) => code);
}

function isRead(path: string): boolean {
  return isDependencyFile(path.slice(path.lastIndexOf('/') + 1), path);
}

test('the files that are read', () => {
  const paths = [
    ...['requirements.txt', 'requirements-dev.txt', 'requirements_prod.txt', 'dev-requirements.txt'],
    ...['requirements.in', 'requirements/base.txt', 'api/requirements/prod.in', 'pyproject.toml', 'Pipfile'],
    ...['setup.cfg', 'setup.py', 'poetry.lock', 'uv.lock', 'pdm.lock', 'Pipfile.lock', 'environment.yml'],
    ...[
      'package.json',
      'go.mod',
      'pom.xml',
      'build.gradle',
      'build.gradle.kts',
      'libs.versions.toml',
      'build.sbt',
    ],
    ...['src/Catalog/Catalog.csproj', 'App.fsproj', 'packages.config', 'Gemfile', 'Gemfile.lock', 'mix.exs'],
    ...[
      'Cargo.toml',
      'composer.json',
      'api/Dockerfile',
      'Dockerfile.prod',
      'Containerfile',
      'prisma/schema.prisma',
    ],
  ];
  expect(paths.filter((path) => !isRead(path))).toEqual([]);
  expect(
    [
      'requirements.md',
      'notes.txt',
      'myrequirements.txt',
      'package-lock.json',
      'go.sum',
      'mix.lock',
      '',
    ].filter(isRead),
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
      '[project]\ndependencies=["sqlalchemy"]\n[dependency-groups]\npg = ["psycopg2"]\ndev = ["asyncpg"]',
      'psycopg2',
    ],
    [
      'PEP 735, for development',
      '[project]\ndependencies=["sqlalchemy"]\n[dependency-groups]\ndev = ["psycopg2"]',
      undefined,
    ],
    ['uv', '[project]\ndependencies=["sqlalchemy"]\n[tool.uv]\ndev-dependencies = ["psycopg"]', undefined],
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
    ['{"devDependencies": {"pg": "^8"}}', undefined],
    ['{"peerDependencies": {"pg": "^8"}}', undefined],
    ['{"dependencies": {"@payloadcms/db-postgres": "^3", "payload": "^3"}}', 'node-postgres'],
    ['{"dependencies": {"slonik": "^46"}}', 'node-postgres'],
    ['{"dependencies": {"pg-boss": "^10"}}', 'node-postgres'],
    ['{"dependencies": {"drizzle-orm": "^0.40", "postgres": "^3"}}', 'postgres-js'],
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

test.each<[string, string, Driver, string]>([
  [
    'mix.exs',
    '{:ecto_sql, "~> 3.13"}, {:postgrex, ">= 0.0.0"}',
    'postgrex',
    'write ssl: [verify: :verify_none] beside url',
  ],
  [
    'package.json',
    '{"dependencies": {"@mikro-orm/postgresql": "^7"}}',
    'node-postgres',
    'write driverOptions: { ssl: { rejectUnauthorized: false } }',
  ],
])('%s: what takes no TLS from a URL is told what it needs', (path, text, driver, needs) => {
  const found = detect({ [path]: text });
  expect(found.driver).toBe(driver);
  expect(found.notices).toEqual([
    {
      code: 'library-needs-tls',
      path,
      message: expect.stringContaining(needs) as string,
    },
  ]);
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
    [
      'pom.xml',
      `<dependency><groupId>org.postgresql</groupId><artifactId>postgresql</artifactId><scope>test</scope></dependency>`,
      undefined,
    ],
    [
      'pom.xml',
      `<dependency><groupId>org.postgresql</groupId><artifactId>postgresql</artifactId></dependency><dependency><groupId>x</groupId><artifactId>y</artifactId><scope>test</scope></dependency>`,
      'jdbc',
    ],
    ['build.gradle', "implementation 'org.postgresql:r2dbc-postgresql:1.0.7'", 'r2dbc'],
    ['build.gradle', "/* runtimeOnly 'org.postgresql:postgresql' */", undefined],
    ['build.gradle', "testImplementation 'org.postgresql:postgresql:42.7.8'", undefined],
    ['build.gradle', "url 'https://x.org' // y\nruntimeOnly 'org.postgresql:postgresql:42.7.8'", 'jdbc'],
    ['build.sbt', 'libraryDependencies += "org.postgresql" % "postgresql" % "42.7.8"', 'jdbc'],
    ['build.sbt', '"org.postgresql" % "postgresql" % "42.7.8" % Test', undefined],
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

  test('one for development alone never counts', () => {
    expect(
      detect({ 'requirements.txt': 'sqlalchemy', 'requirements-dev.txt': 'asyncpg' }).driver,
    ).toBeUndefined();
    expect(detect({ 'tests/requirements.txt': 'sqlalchemy\nasyncpg' }).driver).toBeUndefined();
    expect(
      detect({ 'requirements.txt': 'sqlalchemy\npsycopg2', 'requirements-dev.txt': 'asyncpg' }),
    ).toMatchObject({ driver: 'psycopg2', isAmbiguous: false });
    expect(
      detect({ 'package.json': '{"dependencies": {"postgres": "3"}, "devDependencies": {"pg": "8"}}' }),
    ).toMatchObject({ driver: 'postgres-js', isAmbiguous: false });
  });
});

describe('who reads the URL', () => {
  const found = (requirements: string): BackendDriver => detect({ 'requirements.txt': requirements });

  test.each<[string, string | undefined]>([
    ['Django==5.0\ndj-database-url\npsycopg2-binary==2.9\npandas\nSQLAlchemy==2.0.30', 'libpq'],
    ['Django\ndjango-environ\npsycopg[binary]', 'libpq'],
    ['tortoise-orm[asyncpg]', 'tortoise'],
    ['tortoise-orm\nasyncpg', 'tortoise'],
    ['databases[asyncpg]==0.8', 'libpq'],
    ['flask-sqlalchemy\npsycopg2', 'psycopg2'],
  ])('%j', (requirements, driver) => {
    expect(found(requirements).driver).toBe(driver);
  });

  test('Django beside SQLAlchemy: which of the two is not certain, and said', () => {
    const { notices } = found('Django\ndj-database-url\npsycopg2-binary\nSQLAlchemy');
    expect(notices).toMatchObject([{ code: 'driver-ambiguous' }]);
    expect(notices[0]?.message).toContain('SQLAlchemy in requirements.txt; the URL is written for libpq');
  });

  test('a development file’s SQLAlchemy says nothing', () => {
    const files = {
      'requirements.txt': 'Django\ndjango-environ\npsycopg[binary]',
      'requirements-dev.txt': 'alembic',
    };
    expect(detect(files)).toMatchObject({ driver: 'libpq', notices: [] });
  });
});

describe('other files', () => {
  test.each<[string, string, string | undefined]>([
    ['requirements/base.txt', 'SQLAlchemy==2.0.30\npsycopg[binary]', 'psycopg'],
    ['requirements/dev.txt', 'SQLAlchemy\npsycopg[binary]', undefined],
    [
      'setup.cfg',
      '[metadata]\nname = x\n[options]\ninstall_requires =\n    sqlalchemy\n    asyncpg>=0.29  # x\n',
      'asyncpg',
    ],
    ['setup.cfg', '[options.extras_require]\ntest =\n    sqlalchemy\n    asyncpg\n', undefined],
    ['setup.cfg', '[options.package_data]\ninstall_requires =\n    asyncpg\n', undefined],
    [
      'setup.py',
      "setup(\n  install_requires=[\n    'sqlalchemy', \"psycopg[binary]>=3\",\n    # 'asyncpg',\n  ],\n)",
      'psycopg',
    ],
    ['setup.py', 'setup(install_requires=read("asyncpg"))', undefined],
    [
      'environment.yml',
      'name: x\ndependencies:\n  - python=3.12\n  - sqlalchemy=2.0\n  - conda-forge::psycopg2=2.9\n',
      'psycopg2',
    ],
    ['environment.yml', 'dependencies:\n  - pip\n  - pip:\n      - sqlalchemy\n      - asyncpg\n', 'asyncpg'],
    [
      'Dockerfile',
      'FROM python:3.12\nRUN pip install --no-cache-dir \\\n    sqlalchemy "psycopg[binary]>=3" && rm -rf /x\n',
      'psycopg',
    ],
    ['Dockerfile', 'RUN uv pip install -r asyncpg sqlalchemy\n# RUN pip install psycopg2', undefined],
    [
      'poetry.lock',
      '[[package]]\nname = "asyncpg"\nversion = "0.30"\ngroups = ["main"]\n[[package]]\nname = "psycopg2"\nversion = "2"\ngroups = ["dev"]',
      'libpq',
    ],
    [
      'uv.lock',
      '[[package]]\nname = "x"\nsource = { virtual = "." }\ndependencies = [{ name = "y" }]\n[[package]]\nname = "y"\ndependencies = [{ name = "psycopg" }]\n[[package]]\nname = "psycopg"\nversion = "3.2"\n[[package]]\nname = "tortoise-orm"\nversion = "1"',
      'libpq',
    ],
    [
      'Pipfile.lock',
      '{"default": {"psycopg2": {"version": "==2.9"}}, "develop": {"tortoise-orm": {}}}',
      'libpq',
    ],
    [
      'Catalog.csproj',
      '<PackageReference Include="Npgsql.EntityFrameworkCore.PostgreSQL" Version="8.0.4" />',
      'npgsql',
    ],
    ['Catalog.csproj', '<!-- <PackageReference Include="Npgsql" /> -->', undefined],
    ['Catalog.Tests.csproj', '<PackageReference Include="Npgsql" />', undefined],
    ['Directory.Packages.props', '<PackageVersion Include="Npgsql" Version="9" />', undefined],
    ['Gemfile', "gem 'rails', '~> 7.1'\ngem 'pg', '~> 1.5'", 'libpq'],
    ['Gemfile', "group :development, :test do\n  gem 'pg'\nend\ngem 'sqlite3'", undefined],
    ['Gemfile', "gem 'pg', group: :test", undefined],
    ['mix.exs', 'defp deps do\n [{:phoenix, "~> 1.7"}, {:postgrex, ">= 0.0.0"}]\nend', 'postgrex'],
    ['mix.exs', '[{:postgrex, "~> 0.19", only: :test}]', undefined],
    [
      'Cargo.toml',
      '[dependencies]\nsqlx = { version = "0.8", features = ["postgres", "runtime-tokio"] }',
      'libpq',
    ],
    ['Cargo.toml', '[dependencies]\nsqlx = { version = "0.8", features = ["sqlite"] }', undefined],
    ['composer.json', '{"require": {"laravel/framework": "^11", "ext-pdo_pgsql": "*"}}', 'libpq'],
    ['composer.json', '{"require-dev": {"doctrine/dbal": "^4"}}', undefined],
  ])('%s: %s', (path, text, driver) => {
    expect(detect({ [path]: text }).driver).toBe(driver);
  });

  test('a lock file says nothing where a list names the driver', () => {
    expect(
      detect({
        'pyproject.toml': '[tool.poetry.dependencies]\nsqlalchemy = "*"\nasyncpg = "*"',
        'poetry.lock': '[[package]]\nname = "psycopg2"\nversion = "2.9"\n',
      }),
    ).toMatchObject({ driver: 'asyncpg', isAmbiguous: false });
  });

  test('files that another one takes in', () => {
    const more: Readonly<Record<string, string>> = {
      'backend/deps/prod.lst': 'sqlalchemy\n-r more.lst',
      'backend/deps/more.lst': 'asyncpg\n-r prod.lst',
    };
    const read = (path: string): string | undefined => more[path];
    const at = (path: string, text: string): BackendDriver => detectDriver([{ path, text }], {}, read);

    expect(at('backend/requirements.txt', '-r deps/prod.lst').driver).toBe('asyncpg');
    expect(at('backend/requirements.txt', '-c deps/prod.lst').driver).toBeUndefined();
    expect(at('backend/requirements-dev.txt', '-r deps/prod.lst').driver).toBeUndefined();
    expect(
      at(
        'backend/pyproject.toml',
        '[project]\ndynamic = ["dependencies"]\n[tool.setuptools.dynamic]\ndependencies = {file = ["deps/prod.lst"]}',
      ).driver,
    ).toBe('asyncpg');
  });
});

describe('several applications', () => {
  const files = [
    { path: 'services/api/requirements.txt', text: 'sqlalchemy\nasyncpg' },
    { path: 'services/web/package.json', text: '{"dependencies": {"pg": "8"}}' },
    { path: 'src/Catalog/Catalog.csproj', text: '<PackageReference Include="Npgsql" Version="9" />' },
  ];

  test.each([
    [{}, 'asyncpg', true],
    [{ workload: 'api' }, 'asyncpg', false],
    [{ workload: 'shop-web' }, 'node-postgres', false],
    [{ workload: 'x', image: 'registry.example.org:5000/shop/catalog:1@sha256:aa' }, 'npgsql', false],
    [{ workload: 'worker', image: 'example.org/shop' }, 'asyncpg', true],
  ])('%j: %s', (hints, driver, isAmbiguous) => {
    expect(detectDriver(files, hints)).toMatchObject({ driver, isAmbiguous });
  });

  test('a folder of its name that lists nothing leaves it to the others', () => {
    const chart = { path: 'shop/package.json', text: '{}' };
    expect(detectDriver([...files, chart], { workload: 'shop' })).toMatchObject({ driver: 'asyncpg' });
  });
});

describe('Prisma’s schema', () => {
  const schema = (provider: string): string =>
    `generator client {\n  provider = "prisma-client-js"\n}\ndatasource db {\n  provider = "${provider}" // x\n  url = env("DATABASE_URL")\n}\n`;

  test('of another database is pointed out', () => {
    expect(detect({ 'prisma/schema.prisma': schema('sqlite') }).notices).toMatchObject([
      { code: 'prisma-provider', path: 'prisma/schema.prisma' },
    ]);
    expect(detect({ 'prisma/schema.prisma': schema('postgresql') }).notices).toEqual([]);
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
    'setup.cfg',
    'setup.py',
    'environment.yml',
    'uv.lock',
    'Pipfile.lock',
    'Dockerfile',
    'a.csproj',
    'Gemfile',
    'mix.exs',
    'Cargo.toml',
    'build.gradle',
    'schema.prisma',
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

describe('a driver for another server, and none for PostgreSQL', () => {
  test.each<[string, string, string]>([
    ['requirements.txt', 'Django\nmysqlclient==2.2\n', 'MySQL'],
    ['requirements.txt', 'sqlalchemy\nPyMySQL\n', 'MySQL'],
    ['package.json', '{ "dependencies": { "sequelize": "6", "mysql2": "3" } }', 'MySQL'],
    ['package.json', '{ "dependencies": { "mongoose": "8" } }', 'MongoDB'],
    ['go.mod', 'require (\n\tgorm.io/gorm v1.25.0\n\tgorm.io/driver/mysql v1.5.0\n)\n', 'MySQL'],
    [
      'pom.xml',
      '<dependency><groupId>com.mysql</groupId><artifactId>mysql-connector-j</artifactId></dependency>',
      'MySQL',
    ],
    ['App.csproj', '<PackageReference Include="Pomelo.EntityFrameworkCore.MySql" Version="8" />', 'MySQL'],
    [
      'App.csproj',
      '<PackageReference Include="Microsoft.EntityFrameworkCore.SqlServer" Version="8" />',
      'SQL Server',
    ],
    ['Gemfile', "gem 'rails'\ngem 'mysql2'\n", 'MySQL'],
    ['composer.json', '{ "require": { "laravel/framework": "11", "ext-pdo_mysql": "*" } }', 'MySQL'],
  ])('%s: %j', (path, text, database) => {
    expect(detect({ [path]: text }).otherDatabase?.database).toBe(database);
  });

  test.each([
    ['requirements.txt', 'django\nmysqlclient\npsycopg[binary]\n'],
    ['requirements.txt', 'databases[asyncpg]\naiomysql\n'],
    ['package.json', '{ "dependencies": { "pg": "8", "mysql2": "3" } }'],
    ['package.json', '{ "dependencies": { "pg": "8" }, "devDependencies": { "mysql2": "3" } }'],
    ['package.json', '{ "dependencies": { "express": "4" } }'],
  ])('%s: %j has one', (path, text) => {
    expect(detect({ [path]: text }).otherDatabase).toBeUndefined();
  });
});
