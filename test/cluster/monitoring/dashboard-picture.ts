// docs/dashboard.svg: the dashboard's panels over some minutes of a database that works. `npm run dashboard:picture`.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PROJECT } from '../project';
import { drawing, type Chart } from './drawing';
import { MonitoredDatabase, type PanelQuery } from './monitored-database';

const STEP = 4;

const TABLE =
  'create table if not exists load (id bigint generated always as identity primary key, text text)';

/** A client that writes, changes and reads rows, a transaction each, and sleeps for PAUSE seconds after each. */
const client = (seconds: number, pause: number): string => `do $$
declare until timestamptz := clock_timestamp() + interval '${seconds} s'; largest bigint;
begin
  while clock_timestamp() < until loop
    insert into load (text) values (repeat(md5(random()::text), 8)) returning id into largest;
    update load set text = text where id = ceil(random() * largest);
    perform count(*) from load where id between largest - 20 and largest;
    commit;
    perform pg_sleep(${pause});
  end loop;
end $$`;

test('draws the panels', async () => {
  const database = await MonitoredDatabase.create();
  const began = Date.now();
  const psql = async (...commands: string[]): Promise<void> => {
    const options = commands.map((command) => `--command=${command}`);
    const exec = ['exec', 'database-0', '--container=postgres', '--', 'psql', '--quiet', ...options];
    await database.namespace.kubectl(exec);
  };
  const clients = async (count: number, pause: number): Promise<void> => {
    await Promise.all(Array.from({ length: count }, async () => await psql(client(60, pause))));
  };
  await psql(TABLE);
  // Few clients, a pause, more of them beside one that forgets its transaction, and an end.
  await clients(2, 0.01);
  await sleep(20_000);
  await Promise.all([psql('begin', 'select 1', '\\! sleep 70', 'commit'), clients(8, 0.02)]);
  await sleep(20_000);
  const seconds = (Date.now() - began) / 1000;

  const queries = database.panelQueries.filter(({ type }) => type === 'timeseries');
  const titles = [...new Set(queries.map(({ title }) => title))];
  const charts = await Promise.all(
    titles.map(
      async (title) =>
        await chartOf(
          database,
          queries.filter((one) => one.title === title),
          seconds,
        ),
    ),
  );
  expect(charts.filter(({ lines }) => lines.length === 0).map(({ title }) => title)).toEqual([]);
  await writeFile(join(PROJECT, 'docs', 'dashboard.svg'), drawing(charts));
}, 500_000);

async function chartOf(
  { prometheus }: MonitoredDatabase,
  queries: readonly PanelQuery[],
  seconds: number,
): Promise<Chart> {
  const lines = await Promise.all(
    queries.map(async ({ legend, query }) =>
      (await prometheus.range(query, seconds, STEP)).map(({ metric, values }) => ({
        legend: legend.replace(/\{\{ (\w+) \}\}/g, (_, label: string) => metric[label] ?? ''),
        points: values
          .map(([at, value]): [number, number] => [at, Number(value)])
          .filter(([, value]) => Number.isFinite(value)),
      })),
    ),
  );
  return { lines: lines.flat(), title: queries[0]?.title ?? '', unit: queries[0]?.unit ?? '' };
}
