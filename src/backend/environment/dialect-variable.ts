import { engineVariable } from './engine-variable';

/** What frameworks call the variable that names the kind of database, beside the connection itself. */
const NAME =
  /(?:^|_)(?:DIALECT|DATABASE_PLATFORM|JPA_DATABASE|(?:DB|DATABASE|DATASOURCE)_+(?:KIND|TYPE|ENGINE|CLIENT|DRIVER|DIALECT|ADAPTER|VENDOR|PROVIDER|CONNECTION)|DRIVER_?CLASS_?NAME|DRIVER_CLASS|JDBC_DRIVER)$/i;

/** Those that choose files of settings, of which nothing more is known. */
const PROFILES =
  /^(?:SPRING_PROFILES_(?:ACTIVE|INCLUDE)|SPRING_SQL_INIT_PLATFORM|SPRING_DATASOURCE_PLATFORM|QUARKUS_PROFILE|MICRONAUT_ENVIRONMENTS)$/i;

const OTHERS = 'sqlite3?|h2|hsqldb|derby|mysql\\d*|mariadb|mssql|sqlserver|oracle|mongo(?:db)?';
const EMBEDDED = /sqlite|\bh2|hsql|derby/i;
const OTHER_WORD = new RegExp(`(?:^|[\\s,_.:-])(?:${OTHERS})(?:$|[\\s,_.:-])`, 'i');
/** A dialect or a driver's class of another database. */
const OTHER_CLASS = /(?:sqlite|h2|hsql|derby|mysql|mariadb|sqlserver|oracle)\w*(?:Dialect|Driver)$/i;

/** True for a variable that asks for another kind of database than PostgreSQL. */
export function isOtherDialect(name: string, value: string): boolean {
  if (/postgres|pgsql/i.test(value)) return false;
  if (PROFILES.test(name)) return OTHER_WORD.test(value);
  return NAME.test(name) && (OTHER_WORD.test(value) || OTHER_CLASS.test(value));
}

/** What it has to be for PostgreSQL; undefined where that is not known, or where the application has another server. */
export function otherDialect(name: string, value: string): string | undefined {
  if (PROFILES.test(name) || !EMBEDDED.test(value)) return undefined;
  if (/^org\.hibernate\.(?:\w+\.)*\w+Dialect$/.test(value)) return 'org.hibernate.dialect.PostgreSQLDialect';
  if (/JPA_DATABASE$/i.test(name)) return 'POSTGRESQL';
  if (/KIND$/i.test(name)) return 'postgresql';
  if (value.endsWith('Dialect') || /DATABASE_PLATFORM$/i.test(name)) return undefined;
  return engineVariable({ name, value })?.part.value;
}
