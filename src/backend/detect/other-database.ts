import type { Dependency } from './dependency';
import { libraryOf, type Registry } from './libraries';
import rows from './other-databases.json';

/** A library by which an application talks to a server that is no PostgreSQL. */
export interface OtherDatabase {
  /** `MySQL`, `SQL Server`, … */
  readonly database: string;
  readonly package: string;
  readonly path: string;
}

const DATABASES: ReadonlyMap<string, string> = new Map(
  Object.entries(
    rows satisfies Readonly<Record<Registry, Readonly<Record<string, readonly string[]>>>>,
  ).flatMap(([registry, databases]) =>
    Object.entries<readonly string[]>(databases).flatMap(([database, packages]) =>
      packages.map((name) => [`${registry} ${name.toLowerCase()}`, database] as const),
    ),
  ),
);

/** Libraries for several kinds of databases, each with a driver of its own beside. */
const WITHOUT_DRIVER: ReadonlySet<string> = new Set([
  ...[
    'python databases',
    'python dj-database-url',
    'python django',
    'python django-environ',
    'python peewee',
  ],
  ...['python tortoise-orm', 'node knex', 'node objection', 'node sequelize', 'node typeorm'],
  ...['php doctrine/dbal', 'php doctrine/doctrine-bundle', 'php doctrine/orm', 'php laravel/framework'],
]);

/** What the application talks to, if its dependencies have a driver for another server and none for PostgreSQL. */
export function otherDatabase(
  dependencies: readonly (Dependency & { readonly path: string })[],
): OtherDatabase | undefined {
  if (dependencies.some(bringsPostgresql)) return undefined;
  const direct = dependencies.filter(({ isIndirect = false }) => !isIndirect);
  const [found] = direct.flatMap(({ registry, name, path }) => {
    const database = DATABASES.get(`${registry} ${name.toLowerCase()}`);
    return database === undefined ? [] : [{ database, package: name, path }];
  });
  return found;
}

function bringsPostgresql({ registry, name, extras }: Dependency): boolean {
  const row = libraryOf(registry, name, extras);
  const asked = extras.some((extra) => /postgres|psycopg|asyncpg/i.test(extra));
  if (row === undefined || row.role === 'sqlalchemy' || WITHOUT_DRIVER.has(`${registry} ${name}`))
    return asked;
  return true;
}
