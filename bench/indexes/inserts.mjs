import { median } from '../median.mjs';

const ROUNDS = 5;
/** Of the table: as much of its indexes is touched at any size. */
const PART = 50;

/**
 * How long a table takes for a batch with all of its indexes, and with none but those that enforce something. The rows
 * are its own last ones, taken out and put in again.
 */
export async function insertTimes(client, table, indexes) {
  const count = await takeBatch(client, table);
  const times = { with: [], without: [] };
  for (let round = 0; round < ROUNDS; round++) {
    times.without.push(await insertedIn(client, table, indexes));
    times.with.push(await insertedIn(client, table, []));
  }
  await client.query('drop table place, batch');
  return { table, count, without: median(times.without), with: median(times.with) };
}

async function takeBatch(client, table) {
  await client.query(
    `create temporary table place as
     select tableoid as part, ctid as spot from ${table} order by part desc, spot desc
     limit (select count(*) / ${PART} from ${table})`,
  );
  const taken = `(tableoid, ctid) in (select part, spot from place)`;
  await client.query(`create temporary table batch as select * from ${table} where ${taken}`);
  const { rowCount } = await client.query(`delete from ${table} where ${taken}`);
  return rowCount;
}

async function insertedIn(client, table, indexesToDrop) {
  await client.query('begin');
  for (const { name } of indexesToDrop) await client.query(`drop index ${name}`);
  const from = process.hrtime.bigint();
  await client.query(`insert into ${table} overriding system value select * from batch`);
  const milliseconds = Number(process.hrtime.bigint() - from) / 1e6;
  await client.query('rollback');
  return milliseconds;
}
