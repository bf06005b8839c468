import { list, literal } from './sql-text';
import type { World } from './world';

/** What a text of a function has that something else than PostgreSQL may take for its own. */
const BODIES = [
  "select E'\\\\! id\\n' /*\n\\! id\n-- ' \" */",
  "select '100% %s $1 `id` $(id)'",
  "select '\\restrict x'",
];

/** An immutable function of an integer, of one of the languages' ways. */
function makeNumberFunction(world: World): void {
  const { chance } = world;
  const name = world.place();
  const argument = world.name();
  world.say(
    chance.one([
      () =>
        `create function ${name}(integer) returns integer language sql immutable strict as 'select $1 * 2'`,
      () =>
        `create function ${name}(${argument} integer) returns integer immutable parallel safe begin atomic; select ${argument} + 1; end`,
      () =>
        `create function ${name}(${argument} integer) returns integer immutable cost 10 return ${argument} + 2`,
      () =>
        `create function ${name}(integer) returns integer language plpgsql immutable as $body$\nbegin\n  return $1; -- $$ '\nend $body$`,
      () =>
        `create function ${name}(integer, integer default 3) returns integer language sql immutable as 'select $1 + $2'`,
      // Names that are found because it says where.
      () =>
        `create function ${name}(integer) returns integer language plpgsql immutable set search_path = ${list(chance.some(world.schemas, 2))} as 'begin return abs($1); end'`,
    ])(),
  );
  world.functions.push(name);
}

function makeFunction(world: World): void {
  const { chance } = world;
  const type = chance.one(world.types);
  const name = world.place();
  const [one, two] = [world.name(), world.name()];
  const made = chance.one<() => string>([
    () => `function ${name}(${one} ${type.sql}, out ${two} ${type.sql}) language sql as 'select $1'`,
    () =>
      `function ${name}(${one} ${type.sql} default ${type.value(chance)}) returns setof ${type.sql} language sql rows 7 as 'select $1'`,
    () =>
      `function ${name}() returns table (${one} ${type.sql}, ${two} text) language sql stable as ${literal(`select ${type.value(chance)}, 'x'::text`)}`,
    () =>
      `function ${name}(variadic ${one} text[]) returns text language sql volatile as ${literal(chance.one(BODIES))}`,
    () => `function ${name}(anyelement, ${one} anyarray) returns anyelement language sql as 'select $1'`,
    () =>
      `function ${name}() returns text language sql security definer set work_mem = '5MB' set search_path = '', ${chance.one(world.schemas)} as ${literal(chance.one(BODIES))}`,
    () => `procedure ${name}(inout number integer, other ${type.sql}) language plpgsql as 'begin end'`,
    () => `procedure ${name}() begin atomic select 1 as one; select 'two' as two; end`,
  ])();
  world.say(`create ${made}`);
  world.maybe(`revoke execute on routine ${name} from public`, 0.2);
  world.maybe(`grant execute on routine ${name} to ${chance.one(world.roles)} with grant option`, 0.2);
  world.comment('routine', name);
}

function makeAggregate(world: World): void {
  const name = world.place();
  const made = world.chance.one([
    `${name}(numeric) (sfunc = numeric_add, stype = numeric, initcond = '0', parallel = safe)`,
    `${name}(bigint) (sfunc = int8pl, stype = bigint, combinefunc = int8pl, msfunc = int8pl, minvfunc = int8mi, mstype = bigint)`,
    `${name}(variadic integer[]) (sfunc = array_cat, stype = integer[], finalfunc_modify = shareable)`,
    `${name}(integer order by integer) (sfunc = int4pl, stype = integer, initcond = '1')`,
  ]);
  world.say(`create aggregate ${made}`);
  world.comment('routine', name);
}

/** A type of its own, with operators and casts. */
function makeOperators(world: World): void {
  const { chance } = world;
  const [type, same, differs, text] = [world.place(), world.place(), world.place(), world.place()];
  const schema = chance.one(world.schemas);
  const symbol = chance.one(['===', '<%>', '~@#&', '|/|']);
  world.say(
    `create type ${type} as (x integer, y integer)`,
    `create function ${same}(${type}, ${type}) returns boolean language sql immutable as 'select $1.x = $2.x'`,
    `create function ${differs}(${type}, ${type}) returns boolean language sql immutable as 'select $1.x <> $2.x'`,
    `create function ${text}(${type}) returns text language sql immutable as 'select $1.x::text'`,
    `create operator ${schema}.${symbol} (leftarg = ${type}, rightarg = ${type}, function = ${same}, restrict = eqsel, ` +
      `join = eqjoinsel, commutator = operator(${schema}.${symbol}), negator = operator(${schema}.<${symbol}))`,
    `create operator ${schema}.<${symbol} (leftarg = ${type}, rightarg = ${type}, function = ${differs}, negator = operator(${schema}.${symbol}))`,
    `create operator ${schema}.@@@ (rightarg = ${type}, function = ${text})`,
    `create cast (${type} as text) with function ${text}(${type}) as assignment`,
    `create cast (${type} as json) with inout as implicit`,
  );
  world.comment('operator', `${schema}.${symbol} (${type}, ${type})`);
  world.comment('cast', `(${type} as text)`);
  world.types.push({ sql: type, value: () => `row(${chance.between(-9, 9)}, null)::${type}` });
}

export function makeFunctions(world: World): void {
  const { chance } = world;
  chance.many(2, 4, () => makeNumberFunction(world));
  chance.many(3, 8, () => makeFunction(world));
  chance.many(0, 2, () => makeAggregate(world));
  if (chance.is()) makeOperators(world);
  world.maybe(`create conversion ${world.place()} for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8`, 0.2);
}
