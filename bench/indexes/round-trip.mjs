import { median } from '../median.mjs';

const TIMES = 500;

/** How long a client on the same machine waits for a query that has nothing to do, in milliseconds. */
export async function roundTrip(client) {
  const times = [];
  for (let time = 0; time < TIMES; time++) {
    const from = process.hrtime.bigint();
    await client.query('select $1::int', [time]);
    times.push(Number(process.hrtime.bigint() - from) / 1e6);
  }
  return median(times);
}
