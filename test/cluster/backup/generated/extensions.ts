import { arrayOf } from './built-in-types';
import { literal } from './sql-text';
import type { World } from './world';

/** Those that a database's owner makes, and the values of their types. */
const TRUSTED: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  btree_gin: {},
  btree_gist: {},
  citext: { citext: ['', 'CaSe', 'ÄÖ', '\\'] },
  cube: { cube: ['(1,2),(3,4)', '(0)'] },
  dict_int: {},
  fuzzystrmatch: {},
  hstore: { hstore: ['', 'k=>NULL, "a b"=>"\\"q\\""', '""=>""'] },
  intarray: { query_int: ['1&(2|!3)'] },
  isn: { isbn13: ['978-0-11-000533-1'], ean13: ['978-0-11-000533-3!'] },
  lo: {},
  ltree: { ltree: ['', 'a.b_1.c'], lquery: ['a.*{1,2}.!b@|c%'], ltxtquery: ['a & !b*'] },
  pg_trgm: {},
  pgcrypto: {},
  seg: { seg: ['1.0 .. 2.50', '~5', '<3'] },
  tablefunc: {},
  tcn: {},
  tsm_system_rows: {},
  tsm_system_time: {},
  unaccent: {},
  'uuid-ossp': {},
};

export function makeExtensions(world: World): void {
  const { chance } = world;
  for (const name of chance.some(Object.keys(TRUSTED), chance.between(3, 9))) {
    const schema = chance.one(world.schemas);
    world.say(`create extension "${name}" schema ${schema}`);
    world.comment('extension', `"${name}"`);
    world.extensions.set(name, schema);
    for (const [type, texts] of Object.entries(TRUSTED[name] ?? {})) {
      const sql = `${schema}.${type}`;
      const made = { sql, value: () => `${literal(chance.one(texts))}::${sql}` };
      world.types.push(made);
      // Of intarray's operators, some are for arrays of integers alone.
      if (type !== 'query_int') world.types.push(arrayOf(made));
    }
  }
}
