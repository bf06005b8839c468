import { builtInTypes } from './built-in-types';
import { list, literal } from './sql-text';
import type { World } from './world';

/** Tables with no column, two of them with rows. */
function makeWithoutColumns(world: World): void {
  const [none, emptied, only] = [world.place(), world.place(), world.name()];
  world.say(`create table ${none} ()`);
  world.chance.many(0, 3, () => world.say(`insert into ${none} default values`));
  world.say(
    `create table ${emptied} (${only} integer)`,
    `insert into ${emptied} values (1), (2)`,
    `alter table ${emptied} drop column ${only}`,
  );
}

/** A column of each of the server's types. */
function makeOfEachType(world: World): void {
  const types = builtInTypes(world.major);
  const name = world.place();
  world.say(`create table ${name} (${list(types.map(({ sql }) => `${world.name()} ${sql}`))})`);
  world.chance.many(2, 5, () =>
    world.say(`insert into ${name} values (${list(types.map(({ value }) => value(world.chance)))})`),
  );
}

/** Many columns; values of some megabytes, also such that are not compressed. */
function makeLarge(world: World): void {
  const { chance } = world;
  const [wide, long] = [world.place(), world.place()];
  const columns = chance.between(100, 400);
  world.say(
    `create table ${wide} (${list(Array.from({ length: columns }, (_, index) => `c${index} text`))})`,
    `insert into ${wide} (c0, c${columns - 1}) values (repeat('\\"é', ${chance.between(1, 400_000)}), 'last')`,
    `create table ${long} (number integer, long bytea, again text)`,
    `insert into ${long} select n, string_agg(sha256((n || ' ' || part)::bytea), ''), null ` +
      `from generate_series(1, 3) as n, generate_series(1, ${chance.between(1, 30_000)}) as part group by n`,
    `update ${long} set again = encode(long, 'base64') where number = 2`,
  );
}

/** Of a type, and with columns of a table's type. */
function makeTyped(world: World): void {
  const { chance } = world;
  const [typed, type, rowed] = [world.place(), world.place(), world.place()];
  const { name } = chance.one(world.tables);
  world.say(
    `create type ${type} as (x integer, y text)`,
    `create table ${typed} of ${type} (x primary key, y with options default 'it''s')`,
    `insert into ${typed} (x) values (1), (2)`,
    `create table ${rowed} (one ${name}, several ${name}[])`,
    `insert into ${rowed} select one, array[one, null] from (select x as one from ${name} as x limit 3) as few`,
  );
}

/** Whose values are names of other objects. */
function makeOfNames(world: World): void {
  const { functions, schemas, tables, types } = world;
  const name = world.place();
  world.say(`create table ${name} (c regclass, t regtype, p regprocedure, n regnamespace)`);
  tables.forEach((table, index) => {
    const type = types.at(-1 - index)?.sql ?? 'text';
    const made = functions[index % functions.length] ?? '';
    const schema = schemas[index % schemas.length] ?? '';
    const values = [
      `${literal(table.name)}::regclass`,
      `${literal(type)}::regtype`,
      `(select oid from pg_proc where oid = to_regproc(${literal(made)}))::regprocedure`,
      `${literal(schema)}::regnamespace`,
    ];
    world.say(`insert into ${name} values (${list(values)})`);
  });
}

/** That had other names, and were in another schema. */
function makeRenamed(world: World): void {
  const [like, name, column] = [world.place(), world.name(), world.name()];
  const [from, to] = [world.name(), world.name()];
  world.say(
    `create schema ${from}`,
    `create schema ${to}`,
    `create table ${from}.${name} (id serial primary key, generated bigint generated always as identity, x integer unique check (x > 0))`,
    `insert into ${from}.${name} (x) values (1), (2)`,
    `alter table ${from}.${name} rename column id to ${column}`,
    `alter table ${from}.${name} rename to renamed`,
    `alter table ${from}.renamed set schema ${to}`,
    `drop schema ${from}`,
    `create table ${like} (like ${to}.renamed including all)`,
  );
}

/** Which their own owner may no longer read or refer to. */
function makeClosed(world: World): void {
  const [closed, referring, schema] = [world.place(), world.place(), world.name()];
  world.say(
    `create table ${closed} (n integer primary key)`,
    `insert into ${closed} values (1), (2)`,
    `create table ${referring} (n integer references ${closed})`,
    `insert into ${referring} values (1), (null)`,
    `create schema ${schema}`,
    `create table ${schema}.t as select 1 as n`,
    `create sequence ${schema}.s`,
    "select lo_from_bytea(499999, 'closed')",
  );
  world.maybe(`revoke all on ${closed} from app`);
  world.maybe(`revoke all on schema ${schema} from app`);
  world.maybe('revoke all on large object 499999 from app');
}

/** Whose rows are checked by a function that asks another table, and finds it by a path of its own or by that of the session. */
function makeChecked(world: World): void {
  const { chance } = world;
  const isOwn = chance.is();
  const schema = isOwn ? chance.one(world.schemas) : 'public';
  const [asked, check, checking, domain] = [world.name(), world.place(), world.place(), world.place()];
  world.say(
    `create table ${schema}.${asked} (n integer)`,
    `create function ${check}(integer) returns boolean language plpgsql ${isOwn ? `set search_path = ${schema} ` : ''}as ` +
      `$check$ begin return $1 > 0 and (select count(*) from ${asked}) >= 0; end $check$`,
    `create domain ${domain} as integer check (${check}(value))`,
    `create table ${checking} (n integer check (${check}(n)), d ${domain})`,
    `insert into ${checking} values (1, 1), (2, 2)`,
  );
}

export function makeRareTables(world: World): void {
  makeWithoutColumns(world);
  makeOfEachType(world);
  makeLarge(world);
  makeTyped(world);
  makeOfNames(world);
  makeRenamed(world);
  makeClosed(world);
  makeChecked(world);
}
