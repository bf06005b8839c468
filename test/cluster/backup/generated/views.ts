import { list } from './sql-text';
import type { Table, World } from './world';

function select(world: World, { counter, kind, key, name }: Table): string {
  const { chance, functions } = world;
  const [one, two] = [world.name(), world.name()];
  return chance.one([
    `select * from ${name}`,
    `select ${counter} as ${one}, ${chance.one(functions)}(${counter}) as ${two} from ${kind === 'partitioned' ? '' : 'only '}${name} as x where ${counter} % 2 = 0`,
    `select x.${key.name}, x.*::text as ${two} from ${name} as x`,
    `with recursive ${one} (n) as materialized (select 1 union all select n + 1 from ${one} where n < 5) search breadth first by n set ${two} select n from ${one} order by ${two}`,
    `select ${counter}, sum(${counter}) over (partition by ${counter} % 2 order by ${counter} rows between 1 preceding and current row exclude ties) as ${one}, count(*) filter (where ${counter} > 2) over () as ${two} from ${name}`,
    `select grouping(${counter}) as ${one}, count(*) as ${two} from ${name} group by grouping sets ((${counter}), rollup (${counter}, ${counter} % 3), ())`,
    `select a.${counter}, b.${two} from ${name} as a left join lateral (select array_agg(c.${counter} order by c.${counter} desc) as ${two} from ${name} as c where c.${counter} < a.${counter}) as b on true`,
    `select ${one}.*, xmlforest(1 as "a ""b""", '&' as c) is document as ${two} from (values (1, 'it''s'), (2, null)) as ${one} (n, t)`,
    // Only the primary key says that the others depend on it.
    ...(kind !== 'partitioned'
      ? [`select x.*, count(*) as ${one} from ${name} as x group by x.${key.name}`]
      : []),
  ]);
}

function makeView(world: World): void {
  const { chance, tables } = world;
  const view = world.place();
  const table = chance.one(tables);
  const options = chance.some(['security_barrier', 'security_invoker = true'], chance.between(0, 2));
  world.say(
    `create view ${view}${options.length > 0 ? ` with (${list(options)})` : ''} as ${select(world, table)}`,
  );
  world.comment('view', view);
  world.views.push(view);
}

/** One through which rows are written. */
function makeWritableView(world: World): void {
  const { chance, tables } = world;
  const { counter, key, name } = chance.one(tables);
  const [view, one, two, checked] = [world.place(), world.name(), world.name(), world.place()];
  world.say(
    `create view ${view} (${one}, ${two}) as select ${key.name}, ${counter} from ${name} where ${counter} > 1 with ${chance.one(['local', 'cascaded'])} check option`,
    `alter view ${view} alter column ${two} set default 7`,
    `create view ${checked} as table ${view}`,
    `create rule ${world.name()} as on insert to ${checked} do instead insert into ${view} values (new.*)`,
    `create rule ${world.name()} as on delete to ${checked} do also notify ${one}, 'it''s'`,
  );
  world.comment('column', `${view}.${two}`);
}

function makeMaterializedView(world: World): void {
  const { chance, tables } = world;
  const view = world.place();
  const table = chance.one(tables);
  const counted = `select ${table.counter} as number, count(*) as rows from ${table.name} group by 1`;
  const above = world.materialized.at(-1);
  const query = chance.one([
    counted,
    select(world, table),
    ...(above === undefined ? [] : [`table ${above}`]),
  ]);
  const isKept = chance.is(0.7);
  world.say(`create materialized view ${view} as ${query} with ${isKept ? '' : 'no '}data`);
  if (query === counted) world.say(`create unique index ${world.name()} on ${view} (number)`);
  if (isKept) world.materialized.push(view);
  world.comment('materialized view', view);
}

export function makeViews(world: World): void {
  const { chance } = world;
  chance.many(3, 8, () => makeView(world));
  chance.many(1, 2, () => makeWritableView(world));
  chance.many(1, 4, () => makeMaterializedView(world));
  world.say(`create view ${world.place()} as select count(*) as rows from ${chance.one(world.views)}`);
}
