import { literal } from './sql-text';
import type { KeyType, World } from './world';

const key = (sql: string, of: (number: number) => string): KeyType => ({
  sql,
  of,
  value: (chance) => of(chance.between(1, 1000)),
});

/** Those of which each row of a table may have another value. */
export function keyTypes(world: World): KeyType[] {
  const citext = world.extensions.get('citext');
  const ltree = world.extensions.get('ltree');
  return [
    key('integer', String),
    key('smallint', String),
    key('bigint', (number) => `${number * 1e12}`),
    key('numeric', (number) => `${number} / 7.0`),
    key('text', (number) => literal(`row ${number}\n\\"'`)),
    key('character(8)', (number) => literal(`c${number}`)),
    key('name', (number) => literal(`n ${number}`)),
    key(
      'uuid',
      (number) => literal(`00000000-0000-4000-8000-${String(number).padStart(12, '0')}`) + '::uuid',
    ),
    key('date', (number) => `date '2000-01-01' + ${number}`),
    key(
      'timestamp with time zone',
      (number) => `timestamptz '2000-01-01Z' + ${number} * interval '1.5 days'`,
    ),
    key('interval', (number) => `${number} * interval '1 month'`),
    key('bytea', (number) => `decode('00${number.toString(16).padStart(4, '0')}5c', 'hex')`),
    key('inet', (number) => `inet '10.0.0.0' + ${number}`),
    key('pg_lsn', (number) => `pg_lsn '16/0' + ${number}`),
    key('int4range', (number) => `int4range(${number}, ${number + 1})`),
    key('integer[]', (number) => `array[${number}, null]`),
    ...(citext === undefined
      ? []
      : [key(`${citext}.citext`, (number) => `${literal(`Row ${number}`)}::${citext}.citext`)]),
    ...(ltree === undefined ? [] : [key(`${ltree}.ltree`, (number) => `'a.b_${number}'::${ltree}.ltree`)]),
  ];
}
