import { median } from '../median.mjs';
import { analyzed } from './plan.mjs';

const ROUNDS = 5;

/**
 * The query without and with the index, in turn on the same server and with each of its values. Medians over all
 * rounds and values; a first round warms up and is not counted.
 */
export async function withAndWithout(client, index, query) {
  const runs = { without: [], with: [] };
  for (let round = 0; round <= ROUNDS; round++) {
    await client.query('begin');
    await client.query(`drop index ${index.name}`);
    const slow = await runAll(client, query);
    await client.query('rollback');
    const fast = await runAll(client, query);
    if (round === 0) continue;
    runs.without.push(...slow);
    runs.with.push(...fast);
  }
  const [without, using] = [summary(runs.without), summary(runs.with)];
  return { without, with: using, ratio: without.milliseconds / using.milliseconds };
}

async function runAll(client, { sql, values }) {
  const runs = [];
  for (const parameters of values) runs.push(await analyzed(client, sql, parameters));
  return runs;
}

/** The plan is that of the run in the middle. */
function summary(runs) {
  const milliseconds = median(runs.map((run) => run.milliseconds));
  const middle = runs.find((run) => run.milliseconds === milliseconds);
  return { milliseconds, nodes: middle.nodes, pages: middle.pages };
}
