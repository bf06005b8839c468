import { list } from './sql-text';
import type { World } from './world';

/** What the database, and the application's role in it, is set to, and who may connect. */
export function makeSettings(world: World): void {
  const { chance, roles, schemas } = world;
  const settings = [
    // What CHECKs name without a schema is in the last one.
    `search_path = ${list(chance.some(schemas, 3))}, "$user", public`,
    "work_mem = '5MB'",
    "datestyle = 'German, DMY'",
    "timezone = 'Asia/Kolkata'",
    "intervalstyle = 'sql_standard'",
    'bytea_output = escape',
    'extra_float_digits = -3',
    'default_transaction_isolation = serializable',
    "statement_timeout = '1h'",
    'row_security = off',
    'default_tablespace = pg_default',
    "client_encoding = 'LATIN1'",
  ];
  for (const setting of chance.some(settings, chance.between(0, 6)))
    world.say(`alter database app set ${setting}`);
  for (const setting of chance.some(settings, chance.between(0, 3)))
    world.say(`alter role app in database app set ${setting}`);
  world.maybe(
    `grant ${chance.one(['connect', 'temporary', 'create'])} on database app to ${chance.one(roles)}`,
    0.3,
  );
  world.maybe('revoke connect, temporary on database app from public', 0.3);
  world.maybe('alter database app connection limit 77', 0.3);
  world.comment('database', 'app');
}
