import { keyTypes } from './keys';
import type { Enum } from './own-types';
import { list } from './sql-text';
import { columnDefinition, firstColumns, insertRows, randomColumns } from './tables';
import type { Column, Table, World } from './world';

/** A table, and all that is known of each of its parts. */
interface Tree {
  readonly world: World;
  readonly definitions: readonly string[];
  readonly table: Omit<Table, 'kind' | 'rows'>;
  readonly label: Column & { readonly type: Enum };
  readonly rows: number;
  /** A primary key has all columns by which the tree is divided; it can have no expressions. */
  readonly hasPrimaryKey: boolean;
}

/** How a table is divided, and the bounds of the parts: together they take each row. */
interface Division {
  readonly by: string;
  readonly bounds: readonly string[];
}

function byRange({ hasPrimaryKey, rows, table: { counter }, world: { chance } }: Tree): Division {
  const [from, to] = [chance.between(1, rows), rows + 1 + chance.between(0, 3)];
  return chance.one<() => Division>([
    () => ({
      by: `range (${hasPrimaryKey ? counter : chance.one([counter, `(${counter} * 1)`])})`,
      bounds: [
        `for values from (minvalue) to (${from})`,
        `for values from (${from}) to (${to})`,
        chance.one(['default', `for values from (${to}) to (maxvalue)`]),
      ],
    }),
    () => ({
      by: `range (${hasPrimaryKey ? counter : `(abs(${counter}))`}, ${counter})`,
      bounds: [
        `for values from (minvalue, minvalue) to (${from}, minvalue)`,
        `for values from (${from}, minvalue) to (${to}, 7)`,
        'default',
      ],
    }),
  ])();
}

function byList({ hasPrimaryKey, label: { name, type }, world: { chance } }: Tree): Division {
  const labels = chance.some(type.labels, chance.between(2, type.labels.length));
  const some = labels.splice(1);
  if (!hasPrimaryKey && chance.is()) some.push('null');
  return {
    by: `list (${name})`,
    bounds: [`for values in (${list(labels)})`, `for values in (${list(some)})`, 'default'],
  };
}

function byHash({ label, table: { counter, key }, world: { chance } }: Tree): Division {
  const parts = chance.one([
    [
      [2, 0],
      [2, 1],
    ],
    [
      [3, 0],
      [3, 1],
      [3, 2],
    ],
    [
      [2, 0],
      [4, 1],
      [8, 3],
      [8, 7],
    ],
  ]);
  return {
    by: `hash (${list(chance.one([[counter], [key.name], [label.name], [label.name, counter]]))})`,
    bounds: parts.map(
      ([modulus, remainder]) => `for values with (modulus ${modulus}, remainder ${remainder})`,
    ),
  };
}

const divisionOf = (tree: Tree): Division => tree.world.chance.one([byRange, byList, byHash])(tree);

/** Makes the parts of the table of that name, and divides some of them again. */
function divide(tree: Tree, parent: string, bounds: readonly string[], depth: number): void {
  const { definitions, world } = tree;
  const { chance } = world;
  for (const bound of bounds) {
    const name = world.place();
    const next = depth > 0 && chance.is(0.4) ? divisionOf(tree) : undefined;
    const by = next === undefined ? '' : ` partition by ${next.by}`;
    if (chance.is(0.3)) {
      // It was a table of its own before, with another order of its columns.
      const gone = world.name();
      world.say(
        `create table ${name} (${list([`${gone} text`, ...chance.some(definitions, definitions.length)])})${by}`,
        `alter table ${name} drop column ${gone}`,
        `alter table ${parent} attach partition ${name} ${bound}`,
      );
    } else {
      world.say(`create table ${name} partition of ${parent} ${bound}${by}`);
      if (next === undefined) world.maybe(`alter table ${name} set (fillfactor = 50)`, 0.2);
    }
    if (next !== undefined) divide(tree, name, next.bounds, depth - 1);
    world.comment('table', name);
  }
}

function referTo(world: World, { counter, key, label, name }: Tree['table'] & Pick<Tree, 'label'>): void {
  const referring = world.place();
  world.say(
    `create table ${referring} (a ${key.type.sql}, b integer, c ${label.type.sql}, ` +
      `foreign key (a, b, c) references ${name} (${key.name}, ${counter}, ${label.name}) on delete cascade)`,
    `insert into ${referring} select ${key.name}, ${counter}, ${label.name} from ${name} limit 5`,
  );
}

function makePartitioned(world: World, enums: readonly Enum[]): void {
  const { chance } = world;
  // Those of extensions may have no hash.
  const type = chance.one(keyTypes(world).filter(({ sql }) => !sql.includes('"')));
  const hasPrimaryKey = chance.is();
  const label = { name: world.name(), type: { ...chance.one(enums), isNeverNull: hasPrimaryKey } };
  const others = randomColumns(world, 5);
  const table = {
    columns: [label, ...others],
    counter: world.name(),
    key: { name: world.name(), type },
    name: world.place(),
  };
  const definitions = [
    ...firstColumns(table),
    `${label.name} ${label.type.sql}`,
    ...others.map((column) => columnDefinition(world, column)),
  ].map((definition, index) =>
    hasPrimaryKey && [0, 2].includes(index) ? `${definition} not null` : definition,
  );
  const tree = { definitions, hasPrimaryKey, label, rows: chance.between(1, 60), table, world };
  const { bounds, by } = divisionOf(tree);
  const primary = `primary key (${list([table.key.name, table.counter, label.name])})`;
  world.say(
    `create table ${table.name} (${list([...definitions, ...(hasPrimaryKey ? [primary] : [])])}) partition by ${by}`,
  );
  divide(tree, table.name, bounds, 2);
  insertRows(world, table, 1, tree.rows);
  if (hasPrimaryKey) referTo(world, { ...table, label });
  world.comment('table', table.name);
  world.tables.push({ ...table, kind: 'partitioned', rows: tree.rows });
}

export function makePartitions(world: World, enums: readonly Enum[]): void {
  world.chance.many(2, 4, () => makePartitioned(world, enums));
}
