import type { Table, World } from './world';

/** The ways to find a column of a type, beside B-trees. */
const BY_TYPE: readonly [RegExp, readonly string[]][] = [
  [/^text$/, ['hash (%)', 'spgist (%)', 'brin (%)']],
  [/^jsonb$/, ['gin (%)', 'gin (% jsonb_path_ops) with (fastupdate = off)', "btree ((% -> 'a'))"]],
  [/^tsvector$/, ['gin (%)', 'gist (% tsvector_ops (siglen = 100))']],
  [/^(point|box)$/, ['gist (%)', 'spgist (%)']],
  [/^(polygon|circle)$/, ['gist (%)']],
  [/^inet$/, ['gist (% inet_ops)', 'spgist (%)']],
  [/^(int4|num|date|tstz)range$/, ['gist (%)', 'spgist (%)', 'btree (%)']],
  [
    /^(integer|bigint|smallint|date|uuid|macaddr|pg_lsn)$/,
    ['hash (%)', 'brin (%) with (pages_per_range = 2)'],
  ],
  [/^(integer|bigint|date|uuid|text)\[\]$/, ['gin (%)', 'btree (%)']],
  [/\.citext$/, ['btree (%)', 'hash (%)']],
  [/\.hstore$/, ['gin (%)', 'gist (%)']],
  [/\.ltree$/, ['gist (%)', 'btree (%)']],
];

function makeTableIndexes(world: World, { columns, counter, key, kind, name }: Table): void {
  const { chance, extensions, functions } = world;
  const one = chance.one(functions);
  const ways = chance.some(
    [
      `btree (${counter} desc nulls last, ${key.name}) include (${counter})`,
      `btree (${one}(${counter}) nulls first) where ${one}(${counter}) > 3`,
      `brin (${counter} int4_minmax_multi_ops (values_per_range = 16))`,
      `hash (${counter})`,
      `btree ((${counter}::text || '%') collate "C" text_pattern_ops) with (deduplicate_items = off)`,
      `btree ((row(${counter}, null) is null))`,
    ],
    chance.between(0, 4),
  );
  for (const column of columns) {
    const kinds = BY_TYPE.find(([type]) => type.test(column.type.sql))?.[1] ?? [];
    if (kinds.length > 0 && chance.is()) ways.push(chance.one(kinds).replaceAll('%', () => column.name));
    const trigrams = extensions.get('pg_trgm');
    if (trigrams !== undefined && column.type.sql === 'text')
      ways.push(`gist (${column.name} ${trigrams}.gist_trgm_ops (siglen = 32))`);
  }
  for (const way of ways) {
    const index = world.name();
    const isConcurrent = kind !== 'partitioned' && chance.is(0.2);
    world.say(`create index ${isConcurrent ? 'concurrently ' : ''}${index} on ${name} using ${way}`);
  }
  if (kind === 'partitioned') {
    // Of no part: it is not valid.
    world.maybe(`create index ${world.name()} on only ${name} (${counter})`, 0.3);
    return;
  }
  const unique = world.name();
  world.say(`create unique index ${unique} on ${name} (${counter}, ${key.name})`);
  world.say(`alter table ${name} replica identity ${chance.one(['default', 'full', 'nothing'])}`);
  world.maybe(`alter table ${name} cluster on ${unique}`, 0.2);
}

function makeStatistics(world: World, { counter, key, kind, name }: Table): void {
  if (kind === 'partitioned') return;
  const { chance, functions } = world;
  const place = world.place();
  world.say(
    `create statistics ${place} ${chance.one(['', '(ndistinct)', '(mcv, dependencies)'])} on ${chance.one([
      `(${chance.one(functions)}(${counter})), ${counter}`,
      `${counter}, (${key.name}::text || '%')`,
    ])} from ${name}`,
  );
  world.maybe(`alter statistics ${place} set statistics 200`, 0.3);
  world.comment('statistics', place);
}

export function makeIndexes(world: World): void {
  for (const table of world.tables) {
    makeTableIndexes(world, table);
    if (world.chance.is(0.3)) makeStatistics(world, table);
  }
}
