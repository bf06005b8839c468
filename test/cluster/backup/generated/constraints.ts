import type { Table, World } from './world';

const TIMES = ['', '', ' deferrable', ' deferrable initially deferred'];
const ACTIONS = [
  '',
  ' on delete cascade',
  ' on update cascade on delete set null',
  ' on delete set default',
  ' on delete restrict',
];

/** Of its own column, which holds keys of the other table: the same one, or one that refers to it in a circle. */
function makeForeignKey(world: World, from: Table, to: Table): void {
  const { chance } = world;
  const column = world.name();
  const name = world.name();
  world.say(
    `alter table ${from.name} add column ${column} ${to.key.type.sql}`,
    `update ${from.name} as x set ${column} = (select y.${to.key.name} from only ${to.name} as y ` +
      `where y.${to.counter} = x.${from.counter} % ${to.rows + 1})`,
  );
  const invalid = from.kind !== 'partitioned' && chance.is(0.15) ? ' not valid' : '';
  const setNull = chance.is(0.2) ? ` on delete set null (${column})` : chance.one(ACTIONS);
  world.say(
    `alter table ${from.name} add constraint ${name} foreign key (${column}) references ${to.name}` +
      `${chance.one(['', ` (${to.key.name})`])}${chance.one(['', ' match full'])}${setNull}${chance.one(TIMES)}${invalid}`,
  );
  world.comment(`constraint ${name} on`, from.name);
  world.maybe(`create index on ${from.name} (${column})`, 0.4);
}

/** Of two columns. */
function makeWideForeignKey(world: World, to: Table): void {
  const [from, one, two] = [world.place(), world.name(), world.name()];
  world.say(
    `alter table ${to.name} add constraint ${world.name()} unique (${to.counter}, ${to.key.name})`,
    `create table ${from} (${one} ${to.key.type.sql}, ${two} integer, foreign key (${two}, ${one}) references ${to.name} (${to.counter}, ${to.key.name}) match full)`,
    `insert into ${from} select ${to.key.name}, ${to.counter} from only ${to.name}`,
    `insert into ${from} values (null, null)`,
  );
}

function makeChecks(world: World, { counter, kind, name }: Table): void {
  const { chance, functions, major } = world;
  const checks = chance.some(
    [
      `(${chance.one(functions)}(${counter}) is not null)`,
      `(${counter} > 0)${kind === 'partitioned' ? '' : ' no inherit'}`,
      `(${counter}::text ~ '^\\d+$' and '100%' like '100\\%')`,
      `(${counter} < 0) not valid`,
      ...(major >= 18 ? [`(${counter} < 0) not enforced`] : []),
    ],
    chance.between(0, 3),
  );
  for (const check of checks) {
    const constraint = world.name();
    world.say(`alter table ${name} add constraint ${constraint} check ${check}`);
    world.comment(`constraint ${constraint} on`, name);
  }
}

function makeUnique(world: World, { counter, key, kind, name }: Table): void {
  const { chance, extensions, major } = world;
  if (kind === 'partitioned') return;
  world.maybe(
    `alter table ${name} add constraint ${world.name()} unique nulls not distinct (${counter}) include (${key.name})${chance.one(TIMES)}`,
    0.3,
  );
  world.maybe(
    `alter table ${name} add constraint ${world.name()} exclude using gist (int4range(${counter}, ${counter} + 1) with &&) where (${counter} > 3)${chance.one(TIMES)}`,
    0.3,
  );
  if (!extensions.has('btree_gist')) return;
  world.maybe(`alter table ${name} add exclude using gist (${counter} with =, (${counter} / 2) with =)`, 0.3);
  if (major >= 18) {
    const [table, range] = [world.place(), world.name()];
    world.say(
      `create table ${table} (id integer, ${range} daterange, primary key (id, ${range} without overlaps))`,
      `insert into ${table} values (1, '[2020-01-01,2021-01-01)'), (1, '[2021-01-01,)'), (2, '(,)')`,
    );
  }
}

export function makeConstraints(world: World): void {
  const { chance, tables } = world;
  const plain = tables.filter(({ kind }) => kind === 'table');
  const [first, second] = chance.some(plain, 2);
  if (first !== undefined && second !== undefined) {
    makeForeignKey(world, first, second);
    makeForeignKey(world, second, first);
    makeForeignKey(world, first, first);
  }
  chance.many(1, 5, () => makeForeignKey(world, chance.one(tables), chance.one(plain)));
  makeWideForeignKey(world, chance.one(plain));
  for (const table of tables) {
    makeUnique(world, table);
    makeChecks(world, table);
  }
}
