import type { Notice } from '../../text/refusal';
import { DRIVERS, isSqlAlchemyDriver, type Driver } from '../url/driver';
import { unboundPackage, type Unbound } from './channel-binding';
import { goModules, jvmArtifacts, nodePackages, type Dependency } from './dependency-lists';
import { pipfilePackages, pyprojectPackages, requirementsPackages } from './python-dependencies';
import { bareUrlDialect, sqlAlchemyDriverOf, SQLALCHEMY_PACKAGES } from './sqlalchemy-dependency';

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
  /** All named drivers, the one to use first. Development dependencies are included only if there are no others. */
  readonly candidates: readonly FoundDriver[];
  /** True if there are several that need different URLs. */
  readonly isAmbiguous: boolean;
  /** If SQLAlchemy is a dependency: the driver that it uses for a bare `postgresql://`, and the file that names it. */
  readonly sqlAlchemy: { readonly path: string; readonly bareUrl: 'psycopg' | 'psycopg2' } | undefined;
  readonly notices: readonly Notice[];
}

const READERS: readonly (readonly [name: RegExp, read: (text: string) => Dependency[]])[] = [
  [/^(?:.+[-_.])?requirements(?:[-_.].+)?\.(?:txt|in)$/i, requirementsPackages],
  [/^pyproject\.toml$/, pyprojectPackages],
  [/^Pipfile$/, pipfilePackages],
  [/^package\.json$/, nodePackages],
  [/^go\.mod$/, goModules],
  [/^(?:pom\.xml|build\.gradle|build\.gradle\.kts|libs\.versions\.toml)$/, jvmArtifacts],
];

/** True if detectDriver reads files of this name. The name is without the folder. */
export function isDependencyFile(name: string): boolean {
  return READERS.some(([pattern]) => pattern.test(name));
}

const PACKAGES: ReadonlyMap<string, Driver> = new Map<string, Driver>([
  ['@mikro-orm/postgresql', 'node-postgres'],
  ['@prisma/client', 'prisma'],
  ['github.com/jackc/pgx', 'pgx'],
  ['github.com/lib/pq', 'libpq'],
  ['gorm.io/driver/postgres', 'pgx'],
  ['io.quarkus:quarkus-jdbc-postgresql', 'jdbc'],
  ['knex', 'node-postgres'],
  ['org.postgresql:postgresql', 'jdbc'],
  ['pg', 'node-postgres'],
  ['pg-promise', 'node-postgres'],
  ['postgres', 'postgres-js'],
  ['prisma', 'prisma'],
  ['sequelize', 'node-postgres'],
  ['typeorm', 'node-postgres'],
]);

/**
 * If a backend has several drivers, the application's own one comes first: asyncpg before a psycopg that only runs the
 * migrations, Prisma before the pg that Prisma uses.
 */
const PRECEDENCE: readonly Driver[] = [
  'asyncpg',
  'psycopg',
  'psycopg2',
  'prisma',
  'node-postgres',
  'postgres-js',
  'jdbc',
  'pgx',
  'libpq',
];

/** Finds a backend's driver in its dependency files. Files that cannot be parsed are ignored. */
export function detectDriver(files: readonly DependencyFile[]): BackendDriver {
  const dependencies = files.flatMap(dependenciesOf);
  const sqlAlchemy = sqlAlchemyOf(dependencies);
  const found = dependencies
    .filter(({ isIndirect = false }) => !isIndirect)
    .flatMap((dependency) => driversOf(dependency, sqlAlchemy !== undefined));
  const forProduction = found.filter(({ isDevelopment }) => !isDevelopment);
  const candidates = (forProduction.length > 0 ? forProduction : found)
    .map((one): FoundDriver => {
      const unbound = unboundPackage(one, dependencies);
      return { driver: one.driver, package: one.name, path: one.path, ...(unbound && { unbound }) };
    })
    .sort((a, b) => PRECEDENCE.indexOf(a.driver) - PRECEDENCE.indexOf(b.driver));
  const [first] = candidates;
  const isAmbiguous = competing(candidates).length > 1;
  return {
    driver: first?.driver,
    candidates,
    isAmbiguous,
    sqlAlchemy,
    notices: [
      ...(first !== undefined && isAmbiguous ? [ambiguity(first, candidates)] : []),
      ...(candidates.some(({ driver }) => isSqlAlchemyDriver(driver))
        ? []
        : bareUrlNotices(sqlAlchemy, candidates)),
      ...libPqNotices(candidates),
    ],
  };
}

interface Located extends Dependency {
  readonly path: string;
}

function dependenciesOf({ path, text }: DependencyFile): Located[] {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const read = READERS.find(([pattern]) => pattern.test(name))?.[1];
  const isDevelopment = DEVELOPMENT.test(name);
  return (read?.(text) ?? []).map((dependency) => ({
    ...dependency,
    path,
    isDevelopment: dependency.isDevelopment || isDevelopment,
  }));
}

/** Matches requirements-dev.txt and similar names. */
const DEVELOPMENT = /(?:^|[-_.])(?:dev|develop|development|docs?|lint|tests?|testing)(?=[-_.]|$)/i;

function sqlAlchemyOf(dependencies: readonly Located[]): BackendDriver['sqlAlchemy'] {
  const known = dependencies.filter(
    ({ registry, name }) => registry === 'python' && SQLALCHEMY_PACKAGES.has(name),
  );
  const itself = known.filter(({ name }) => name === 'sqlalchemy');
  const [first] = itself.length > 0 ? itself : known;
  if (first === undefined) return undefined;
  return {
    path: first.path,
    bareUrl: itself.some((one) => bareUrlDialect(one.version) === 'psycopg2') ? 'psycopg2' : 'psycopg',
  };
}

function driversOf(dependency: Located, hasSqlAlchemy: boolean): (Located & { driver: Driver })[] {
  const { registry, name } = dependency;
  const driver = registry === 'python' ? pythonDriver(dependency, hasSqlAlchemy) : PACKAGES.get(name);
  return driver === undefined ? [] : [{ ...dependency, driver }];
}

/** Without SQLAlchemy all Python drivers read libpq's URL. */
function pythonDriver(dependency: Located, hasSqlAlchemy: boolean): Driver | undefined {
  const driver = sqlAlchemyDriverOf(dependency.name, dependency.extras);
  return driver === undefined || hasSqlAlchemy ? driver : 'libpq';
}

/** The drivers that need different URLs. With Prisma, pg is only the driver that Prisma uses. */
function competing(candidates: readonly FoundDriver[]): Driver[] {
  const drivers = DRIVERS.filter((driver) => candidates.some((candidate) => candidate.driver === driver));
  return drivers.includes('prisma') ? drivers.filter((driver) => driver !== 'node-postgres') : drivers;
}

function ambiguity(first: FoundDriver, candidates: readonly FoundDriver[]): Notice {
  const named = candidates.map((candidate) => `${candidate.package} in ${candidate.path}`);
  return {
    code: 'driver-ambiguous',
    path: first.path,
    message: `more than one driver for PostgreSQL: ${[...new Set(named)].join(', ')}; the URL is written for ${first.driver}: give driver if the application uses another one`,
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
      ? `${drivers.map((one) => one.package).join(' and ')} is named: give driver: '${drivers[0]?.driver ?? ''}'`
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
