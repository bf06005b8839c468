import { arrayOf } from './built-in-types';
import { list, literal } from './sql-text';
import type { Type, World } from './world';

const LABELS = ['sad', 'it\'s "ok"', 'happy', '', ' ', '100%', '数据', 'a,b', '{}', 'null', '\\', '🔑'];

/** Of an enum that has them all. */
export interface Enum extends Type {
  readonly labels: readonly string[];
}

export function makeEnum(world: World): Enum {
  const { chance } = world;
  const labels = chance.some(LABELS, chance.between(3, LABELS.length)).map(literal);
  const [first = '', second = '', ...rest] = labels;
  const sql = world.place();
  world.say(`create type ${sql} as enum (${list([...rest, second])})`);
  world.say(`alter type ${sql} add value ${first} before ${second}`);
  world.comment('type', sql);
  const made = { sql, labels, value: () => `${chance.one(labels)}::${sql}` };
  world.types.push(made, arrayOf(made));
  return made;
}

function makeDomain(world: World): void {
  const { chance } = world;
  const base = chance.one(world.types);
  const sql = world.place();
  const isNeverNull = base.isNeverNull === true || chance.is(0.2);
  world.say(
    `create domain ${sql} as ${base.sql} ${chance.is(0.3) ? `default ${base.value(chance)}` : ''} ` +
      `constraint ${world.name()} check (pg_column_size(value) > 0) ${isNeverNull ? 'not null' : ''}`,
  );
  if (chance.is(0.3)) {
    const name = world.name();
    world.say(
      `alter domain ${sql} add constraint ${name} check (value::text is not null or value is null) not valid`,
    );
    world.comment(`constraint ${name} on domain`, sql);
  }
  world.comment('domain', sql);
  const made = { sql, isNeverNull, value: () => `(${base.value(chance)})::${sql}` };
  world.types.push(made);
  if (!isNeverNull) world.types.push(arrayOf(made));
}

function makeComposite(world: World): void {
  const { chance } = world;
  const fields = chance.many(1, 5, () => ({ name: world.name(), type: chance.one(world.types) }));
  const sql = world.place();
  world.say(`create type ${sql} as (${list(fields.map(({ name, type }) => `${name} ${type.sql}`))})`);
  if (chance.is(0.3)) {
    const gone = world.name();
    world.say(`alter type ${sql} add attribute ${gone} integer`, `alter type ${sql} drop attribute ${gone}`);
  }
  world.comment('type', sql);
  world.comment('column', `${sql}.${fields[0]?.name ?? ''}`);
  const made = { sql, value: () => `row(${list(fields.map(({ type }) => type.value(chance)))})::${sql}` };
  world.types.push(made, arrayOf(made));
}

function makeRange(world: World, labels: Enum): void {
  const { chance } = world;
  const subtypes: readonly [Type, string][] = [
    [{ sql: 'double precision', value: () => `${chance.between(-9, 9)}.5` }, ', subtype_diff = float8mi'],
    [{ sql: 'text', value: () => literal(chance.one(['a', 'b"', 'ä,', ' '])) }, ', collation = "C"'],
    [{ sql: 'inet', value: () => `'10.0.0.${chance.between(1, 250)}'::inet` }, ''],
    [labels, ''],
  ];
  const [subtype, option] = chance.one(subtypes);
  const schema = chance.one(world.schemas);
  const [sql, multirange] = [`${schema}.${world.name()}`, `${schema}.${world.name()}`];
  world.say(
    `create type ${sql} as range (subtype = ${subtype.sql}${option}, multirange_type_name = ${multirange})`,
  );
  world.comment('type', sql);
  const one = (): string => {
    const [from, to] = [subtype.value(chance), subtype.value(chance)];
    const bounds = chance.one(['[)', '[]', '(]', '()']);
    return chance.one([
      `'empty'::${sql}`,
      `${sql}(least(${from}, ${to}), greatest(${from}, ${to}), '${bounds}')`,
    ]);
  };
  const made = { sql, value: one };
  world.types.push(made, arrayOf(made), {
    sql: multirange,
    value: () => chance.one([`'{}'::${multirange}`, `${multirange}(${one()}, ${one()})`]),
  });
}

function makeCollation(world: World): void {
  const sql = world.place();
  const kinds = [
    "provider = icu, locale = 'und-u-kn-true'",
    "provider = icu, locale = 'de-u-co-phonebk'",
    "provider = icu, locale = 'und-u-ks-level2', deterministic = false",
    "provider = libc, locale = 'C.UTF-8'",
    ...(world.major >= 16 ? ["provider = icu, locale = 'und', rules = '&a < g'"] : []),
    ...(world.major >= 17 ? ["provider = builtin, locale = 'C.UTF-8'"] : []),
  ];
  world.say(`create collation ${sql} (${world.chance.one(kinds)})`);
  world.comment('collation', sql);
  world.collations.push(sql);
}

/** Of enums and domains, composites and ranges of each other. */
export function makeTypes(world: World): Enum[] {
  world.chance.many(1, 3, () => makeCollation(world));
  const enums = world.chance.many(2, 3, () => makeEnum(world));
  for (const one of enums) if (world.chance.is()) makeRange(world, one);
  world.chance.many(3, 6, () => world.chance.one([makeDomain, makeComposite])(world));
  makeDomain(world);
  makeComposite(world);
  return enums;
}
