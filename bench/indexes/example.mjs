import { join } from 'node:path';
import { readIndexes, readTables } from './catalog.mjs';
import { connect, fill, migrate } from './database.mjs';
import { insertTimes } from './inserts.mjs';
import { indexesUsed } from './plan.mjs';
import { roundTrip } from './round-trip.mjs';
import { sqlFiles } from './sql-files.mjs';
import { withAndWithout } from './with-and-without.mjs';

/** Everything that is measured of one example, in a database of its own. */
export async function measureExample(server, example, rows) {
  const client = await connect(server, example.name);
  try {
    await migrate(client, example.folder);
    await fill(client, example.data, rows);
    const indexes = await readIndexes(client);
    const secondary = indexes.filter(({ isUnique }) => !isUnique);
    return {
      indexes,
      ...(await measureQueries(client, example, secondary)),
      roundTrip: await roundTrip(client),
      ...(await measureTables(client, secondary)),
    };
  } finally {
    await client.end();
  }
}

/** Each query with each index that its plan has. */
async function measureQueries(client, example, indexes) {
  const measured = [];
  const queriesWithout = [];
  for (const query of queriesOf(example)) {
    const used = await indexesUsed(client, query);
    const own = indexes.filter(({ names }) => names.some((name) => used.has(name)));
    if (own.length === 0) queriesWithout.push(query.name);
    for (const index of own) {
      measured.push({ index, query: query.name, ...(await withAndWithout(client, index, query)) });
    }
  }
  return { measured, queriesWithout };
}

function queriesOf({ folder, parameters }) {
  return sqlFiles(join(folder, 'queries')).map(({ name, sql }) => {
    const values = parameters[name];
    if (values === undefined) throw new Error(`${name}.sql: the benchmark has no parameters for it`);
    return { name, sql, values };
  });
}

async function measureTables(client, indexes) {
  const tables = await readTables(client);
  const inserts = [];
  for (const { name } of tables) {
    const own = indexes.filter(({ table }) => table === name);
    inserts.push(await insertTimes(client, name, own));
  }
  return { inserts, tables };
}
