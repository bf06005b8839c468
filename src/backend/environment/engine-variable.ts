import type { Variable } from './effective-environment';
import type { Origin } from './tree-content';

/**
 * What names PostgreSQL in a variable such as DB_CONNECTION, by the framework that the name or its value shows; undefined
 * if it names PostgreSQL already, or nothing. Laravel: config/database.php; Django: ENGINE of DATABASES; Rails: adapter of
 * database.yml; Keycloak: --db; Spring: driver-class-name; Knex: client; TypeORM and Sequelize: type and dialect.
 */
export function engineVariable({
  name,
  value = '',
}: Pick<Variable<Origin>, 'name' | 'value'>):
  { readonly name: string; readonly part: { readonly value: string } } | undefined {
  if (value === '' || /postgres|pgsql|^pg$/i.test(value)) return undefined;
  const [, wanted] = ENGINES.find(([isIt]) => isIt(name, value)) ?? [];
  return { name, part: { value: wanted ?? 'postgres' } };
}

const ENGINES: readonly (readonly [isIt: (name: string, value: string) => boolean, wanted: string])[] = [
  [(_, value) => value.startsWith('django.db.backends.'), 'django.db.backends.postgresql'],
  [(_, value) => value.startsWith('pdo_'), 'pdo_pgsql'],
  [(_, value) => /^[a-z]+(?:\.\w+)*\.\w*Driver$/i.test(value), 'org.postgresql.Driver'],
  [(name) => /CONNECTION$/i.test(name), 'pgsql'],
  [(name) => /ADAPTER$/i.test(name), 'postgresql'],
  [(name) => /CLIENT$/i.test(name), 'pg'],
];
