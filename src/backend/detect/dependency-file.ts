import { posix } from 'node:path';
import type { Notice } from '../../text/refusal';
import { DRIVERS, isSqlAlchemyDriver, type Driver } from '../url/driver';
import { ofApplication, type ApplicationHints } from './application';
import { unboundPackage, type Unbound } from './channel-binding';
import type { Dependency } from './dependency';
import { libraryOf, type Library } from './libraries';
import { otherDatabase, type OtherDatabase } from './other-database';
import { prismaProviders } from './prisma-schema';
import { listsDependencies, readerOf } from './readers';
import { bareUrlDialect, driverOfExtras } from './sqlalchemy-dependency';

/** A file that lists a program's dependencies. */
export interface DependencyFile {
  /** Relative to the repository. */
  readonly path: string;
  readonly text: string;
}

export interface FoundDriver {
  readonly driver: Driver;
  /** The package that identifies the driver, as its registry spells it. */
  readonly package: string;
  /** The file that names the package. */
  readonly path: string;
  /** Set if this package does not support channel binding, although the driver does. @default - it does */
  readonly unbound?: Unbound;
}

/** The driver of a backend, according to the repository's dependency files. */
export interface BackendDriver {
  /** The driver to use. Undefined if no file names one. */
  readonly driver: Driver | undefined;
  /** All named drivers, the one to use first. */
  readonly candidates: readonly FoundDriver[];
  /** True if there are several that need different URLs. */
  readonly isAmbiguous: boolean;
  /** If SQLAlchemy reads the URL: the driver that it uses for a bare `postgresql://`, and the file that names it. */
  readonly sqlAlchemy: { readonly path: string; readonly bareUrl: 'psycopg' | 'psycopg2' } | undefined;
  /** The server for which the application has a driver, if it has none for PostgreSQL. */
  readonly otherDatabase: OtherDatabase | undefined;
  readonly notices: readonly Notice[];
}

/** True if detectDriver reads files of this path. */
export function isDependencyFile(_: string, path: string): boolean {
  return listsDependencies(path) || path.endsWith('.prisma');
}

/**
 * If a backend has several drivers, the application's own one comes first: asyncpg before a psycopg that only runs the
 * migrations, Prisma before the pg that Prisma uses.
 */
const PRECEDENCE: readonly Driver[] = [
  ...(['tortoise', 'asyncpg', 'psycopg', 'psycopg2', 'prisma', 'node-postgres', 'postgres-js'] as const),
  ...(['r2dbc', 'jdbc', 'pgx', 'npgsql', 'postgrex', 'libpq'] as const),
];

/**
 * Finds the driver of the application that the hints name in its dependencies for production. Files that cannot be parsed
 * are ignored. READ gives the text of a file that another one takes in.
 */
export function detectDriver(
  files: readonly DependencyFile[],
  hints: ApplicationHints = {},
  read: (path: string) => string | undefined = () => undefined,
): BackendDriver {
  const own = ofApplication(files, hints);
  const found = driverIn(own, read);
  // A folder that is called as the application is may have its manifests alone.
  const isFound = found.candidates.length > 0 || found.otherDatabase !== undefined;
  return isFound || own.length === files.length ? found : driverIn(files, read);
}

function driverIn(
  files: readonly DependencyFile[],
  read: (path: string) => string | undefined,
): BackendDriver {
  const all = files.flatMap((file) => dependenciesOf(file, read, new Set(files.map(({ path }) => path))));
  const production = all.filter(({ isDevelopment }) => !isDevelopment);
  const direct = rowsOf(production.filter(({ isIndirect = false }) => !isIndirect));
  // A lock file tells what a library brings, where no list names a driver. Go's drivers are named where they are used.
  const rows = direct.some(({ row }) => row.role === undefined || row.role === 'url')
    ? direct
    : [
        ...direct,
        ...rowsOf(production.filter(({ isIndirect = false, registry }) => isIndirect && registry !== 'go')),
      ];
  const readsItself = rows.some(({ row }) => row.registry === 'python' && row.role === 'url');
  const sqlAlchemy = sqlAlchemyOf(rows);
  const candidates = rows
    .flatMap((one) => {
      const driver = driverOf(one, sqlAlchemy !== undefined, readsItself);
      return driver === undefined ? [] : [{ ...one, driver }];
    })
    .filter(
      ({ row, driver }, _, named) =>
        row.role === 'url' || !named.some((one) => one.row.over?.includes(driver)),
    )
    .sort((a, b) => rank(a) - rank(b))
    .map(({ driver, dependency }): FoundDriver => {
      const unbound = unboundPackage(dependency, production);
      return { driver, package: dependency.name, path: dependency.path, ...(unbound && { unbound }) };
    });
  const [first] = candidates;
  const isAmbiguous = new Set(candidates.map(({ driver }) => driver)).size > 1;
  const asked = readsItself ? undefined : sqlAlchemy;
  const beside = readsItself ? sqlAlchemy : undefined;
  return {
    driver: first?.driver,
    candidates,
    isAmbiguous,
    sqlAlchemy: asked,
    otherDatabase: otherDatabase(production),
    notices: [
      ...(first !== undefined && (isAmbiguous || beside !== undefined)
        ? [ambiguity(first, candidates, beside)]
        : []),
      ...(candidates.some(({ driver }) => isSqlAlchemyDriver(driver))
        ? []
        : bareUrlNotices(asked, candidates)),
      ...libPqNotices(candidates),
      ...neededForTls(rows),
      ...prismaProviders(files),
    ],
  };
}

interface Located extends Dependency {
  readonly path: string;
}

interface Row {
  readonly row: Library;
  readonly dependency: Located;
}

function rowsOf(dependencies: readonly Located[]): Row[] {
  return dependencies.flatMap((dependency) => {
    const row = libraryOf(dependency.registry, dependency.name, dependency.extras);
    return row === undefined ? [] : [{ row, dependency }];
  });
}

function rank({ row, driver }: { readonly row: Library; readonly driver: Driver }): number {
  return (row.role === 'url' ? 0 : DRIVERS.length) + PRECEDENCE.indexOf(driver);
}

/** In Python the form depends on who reads the URL; what reads it itself goes before the driver below it. */
function driverOf(
  { row, dependency }: Row,
  hasSqlAlchemy: boolean,
  readsItself: boolean,
): Driver | undefined {
  if (row.role === 'sqlalchemy') return driverOfExtras(dependency.name, dependency.extras);
  if (row.registry !== 'python' || row.role === 'url') return row.driver;
  if (readsItself) return undefined;
  return hasSqlAlchemy ? row.sqlAlchemy : row.driver;
}

/** Folders and files for development, such as requirements-dev.txt and tests/. */
const DEVELOPMENT =
  /(?:^|[-_./])(?:dev|develop|development|docs?|e2e|examples?|samples?|lint|tests?|testing|ci|benchmarks?)(?=[-_./]|$)/i;

function dependenciesOf(
  { path, text }: DependencyFile,
  read: (path: string) => string | undefined,
  known: ReadonlySet<string>,
  isIncludedFor?: 'development' | 'production',
): Located[] {
  const { read: dependencies, includes } = readerOf(path);
  const isDevelopment =
    isIncludedFor === 'development' || (isIncludedFor === undefined && DEVELOPMENT.test(path));
  const more = (includes?.(text) ?? [])
    .map((file) => posix.join(posix.dirname(path), file))
    // A list that is known is read by itself.
    .filter((file) => !known.has(file))
    .flatMap((file) => {
      const included = read(file);
      const seen = new Set([...known, file]);
      return included === undefined
        ? []
        : dependenciesOf(
            { path: file, text: included },
            read,
            seen,
            isDevelopment ? 'development' : 'production',
          );
    });
  return [
    ...dependencies(text).map((one) => ({ ...one, path, isDevelopment: one.isDevelopment || isDevelopment })),
    ...more,
  ];
}

function sqlAlchemyOf(rows: readonly Row[]): BackendDriver['sqlAlchemy'] {
  const known = rows.filter(({ row }) => row.role === 'sqlalchemy').map(({ dependency }) => dependency);
  const itself = known.filter(({ name }) => name === 'sqlalchemy');
  const [first] = itself.length > 0 ? itself : known;
  if (first === undefined) return undefined;
  return {
    path: first.path,
    bareUrl: itself.some((one) => bareUrlDialect(one.version) === 'psycopg2') ? 'psycopg2' : 'psycopg',
  };
}

function ambiguity(
  first: FoundDriver,
  candidates: readonly FoundDriver[],
  sqlAlchemy: BackendDriver['sqlAlchemy'],
): Notice {
  const named = [
    ...candidates.map((candidate) => `${candidate.package} in ${candidate.path}`),
    ...(sqlAlchemy === undefined ? [] : [`SQLAlchemy in ${sqlAlchemy.path}`]),
  ];
  return {
    code: 'driver-ambiguous',
    path: first.path,
    message: `more than one library for PostgreSQL: ${[...new Set(named)].join(', ')}; the URL is written for ${first.driver}: give driver if the application uses another one`,
  };
}

/** For a bare `postgresql://` SQLAlchemy chooses the driver: a notice if that driver is not a dependency. */
export function bareUrlNotices(
  sqlAlchemy: BackendDriver['sqlAlchemy'],
  candidates: readonly FoundDriver[],
): Notice[] {
  if (sqlAlchemy === undefined) return [];
  const { path, bareUrl } = sqlAlchemy;
  const drivers = candidates.filter(({ driver }) => isSqlAlchemyDriver(driver));
  if (drivers.some(({ driver }) => driver === bareUrl)) return [];
  const reading =
    bareUrl === 'psycopg2'
      ? 'the SQLAlchemy named here uses psycopg2 for a plain postgresql://'
      : 'SQLAlchemy uses psycopg 3 for a plain postgresql:// from version 2.1 on, and psycopg2 before';
  const remedy =
    drivers.length > 0
      ? `${[...new Set(drivers.map((one) => one.package))].join(' and ')} is named: give driver: '${drivers[0]?.driver ?? ''}'`
      : 'no driver for PostgreSQL is named: add psycopg2-binary, psycopg[binary] or asyncpg, or give the driver that the image has as driver';
  return [{ code: 'sqlalchemy-bare-url', path, message: `${reading}, but ${remedy}` }];
}

function libPqNotices(candidates: readonly FoundDriver[]): Notice[] {
  return candidates
    .filter((candidate) => candidate.package === 'github.com/lib/pq')
    .slice(0, 1)
    .map(({ path }) => ({
      code: 'lib-pq-needs-tls',
      path,
      message:
        "names github.com/lib/pq, which requires TLS unless the URL disables it; give tls: 'disable' if the server has no TLS",
    }));
}

/** Libraries that take no TLS from a URL: the server would refuse them. */
function neededForTls(rows: readonly Row[]): Notice[] {
  return rows.flatMap(({ row: { package: name, needs }, dependency: { path } }) =>
    needs === undefined
      ? []
      : [
          {
            code: 'library-needs-tls',
            path,
            message: `names ${name}, which takes no TLS from a URL, and the server takes nobody without; write ${needs.replaceAll('`', '')}, or give tls: 'disable' if the server has no TLS`,
          },
        ],
  );
}
