import type { Notice } from '../../text/refusal';
import { DRIVERS, isSqlAlchemyDriver, type Driver } from '../url/driver';
import { unboundPackage, type Unbound } from './channel-binding';
import { goModules, jvmArtifacts, nodePackages, type Dependency } from './dependency-lists';
import { pipfilePackages, pyprojectPackages, requirementsPackages } from './python-dependencies';
import { bareUrlDialect, sqlAlchemyDriverOf, SQLALCHEMY_PACKAGES } from './sqlalchemy-dependency';

/** A file that says what a program is made of. */
export interface DependencyFile {
  /** Relative to the repository. */
  readonly path: string;
  readonly text: string;
}

export interface FoundDriver {
  readonly driver: Driver;
  /** The package that says so, as its registry spells it. */
  readonly package: string;
  /** The file that names the package. */
  readonly path: string;
  /** Why its URL cannot ask for channel binding, though others of that driver can. @default - it can */
  readonly unbound?: Unbound;
}

/** What the dependency files of a repository say of the driver that its backend has. */
export interface BackendDriver {
  /** The one to take; undefined: none is named. */
  readonly driver: Driver | undefined;
  /** All that are named, the one to take first. Those for development alone only where there are no others. */
  readonly candidates: readonly FoundDriver[];
  /** Are there several that want different URLs? */
  readonly isAmbiguous: boolean;
  /** Is SQLAlchemy there? Then what it takes a bare `postgresql://` for, and the file that says so. */
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

/** Is a file of this name, without its folder, one that detectDriver reads? */
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
 * Where a backend has several: the one that was added for its own sake. asyncpg stands beside a psycopg that only
 * runs the migrations, Prisma above the pg that it connects through.
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

/** Finds the driver that a backend has in the files that list its packages; what cannot be read is passed over. */
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

/** requirements-dev.txt and its like. */
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

/** Without SQLAlchemy they all read libpq's URL. */
function pythonDriver(dependency: Located, hasSqlAlchemy: boolean): Driver | undefined {
  const driver = sqlAlchemyDriverOf(dependency.name, dependency.extras);
  return driver === undefined || hasSqlAlchemy ? driver : 'libpq';
}

/** pg below Prisma is Prisma's. */
function competing(candidates: readonly FoundDriver[]): Driver[] {
  const drivers = DRIVERS.filter((driver) => candidates.some((candidate) => candidate.driver === driver));
  return drivers.includes('prisma') ? drivers.filter((driver) => driver !== 'node-postgres') : drivers;
}

function ambiguity(first: FoundDriver, candidates: readonly FoundDriver[]): Notice {
  const named = candidates.map((candidate) => `${candidate.package} in ${candidate.path}`);
  return {
    code: 'driver-ambiguous',
    path: first.path,
    message: `more than one driver for PostgreSQL: ${[...new Set(named)].join(', ')}; the URL is written for ${first.driver}: give driver where it is another one`,
  };
}

/** A bare `postgresql://` leaves it to SQLAlchemy which driver it loads: point out where it is not there. */
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
      ? 'the SQLAlchemy named here takes a plain postgresql:// for psycopg2'
      : 'SQLAlchemy takes a plain postgresql:// for psycopg 3 from 2.1 on, for psycopg2 before';
  const remedy =
    drivers.length > 0
      ? `${drivers.map((one) => one.package).join(' and ')} is named: give driver: '${drivers[0]?.driver ?? ''}'`
      : 'no driver for PostgreSQL is named: add psycopg2-binary, psycopg[binary] or asyncpg, or give the one that the image has as driver';
  return [{ code: 'sqlalchemy-bare-url', path, message: `${reading}, and ${remedy}` }];
}

function libPqNotices(candidates: readonly FoundDriver[]): Notice[] {
  return candidates
    .filter((candidate) => candidate.package === 'github.com/lib/pq')
    .slice(0, 1)
    .map(({ path }) => ({
      code: 'lib-pq-needs-tls',
      path,
      message:
        "names github.com/lib/pq, which demands TLS unless the URL says otherwise; give tls: 'disable' where the server has none",
    }));
}
