import { speedUps } from './speed-ups.mjs';
import { times } from './times.mjs';

/** All tables are Markdown: a README takes them as they are. */
function printTable(heads, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  console.log(['', line(heads), line(heads.map(() => '---')), ...rows.map(line), ''].join('\n'));
}

/** Times are the server's, for planning and running the query. */
export function printMeasured(measured) {
  printTable(
    ['index', 'kind', 'MB', 'query', 'ms without it', 'ms with it', 'ratio'],
    measured.map(({ index, query, without, with: using, ratio }) => [
      index.name,
      index.kind,
      megabytes(index.bytes),
      query,
      without.milliseconds.toFixed(2),
      using.milliseconds.toFixed(2),
      times(ratio),
    ]),
  );
}

export function printPlans(measured) {
  printTable(
    ['query', 'index', 'plan without it', 'pages', 'plan with it', 'pages'],
    measured.map(({ index, query, without, with: using }) => [
      query,
      index.name,
      ...[without, using].flatMap(({ nodes, pages }) => [nodes.join(', '), pages.toLocaleString('en')]),
    ]),
  );
}

export function printKinds(best) {
  const kinds = [...new Set(best.map(({ index }) => index.kind))].sort();
  printTable(
    ['kind', 'indexes', 'ratios'],
    kinds.map((kind) => {
      const ratios = best.filter(({ index }) => index.kind === kind).map(({ ratio }) => ratio);
      return [kind, String(ratios.length), ratios.map(times).join(', ')];
    }),
  );
}

/** A client waits for its answer's way as well, with or without an index. */
export function printSpeedUps(best, roundTrip) {
  console.log(`all ${best.length} indexes: ${inWords(best.map(({ ratio }) => ratio))}`);
  const waited = best.map(
    ({ without, with: using }) => (without.milliseconds + roundTrip) / (using.milliseconds + roundTrip),
  );
  console.log(
    `with the ${roundTrip.toFixed(2)} ms that a client here waits for any query: ${inWords(waited)}`,
  );
}

function inWords(ratios) {
  const { least, median, best } = speedUps(ratios);
  return `best ${times(best)}, median ${times(median)}, least ${times(least)}`;
}

/** What the indexes cost: nobody can do without those that enforce something, and they are not counted. */
export function printCosts(tables, indexes, inserts) {
  const rows = tables.map(({ name, bytes }) => {
    const own = indexes.filter(({ table, isUnique }) => table === name && !isUnique);
    const insert = inserts.find(({ table }) => table === name);
    return { name, bytes, indexBytes: sum(own.map((index) => index.bytes)), ...insert };
  });
  const total = Object.fromEntries(
    ['bytes', 'indexBytes', 'count', 'without', 'with'].map((key) => [key, sum(rows.map((row) => row[key]))]),
  );
  printTable(
    ['table', 'MB', 'its indexes, MB', 'inserts a second without them', 'with them', 'ratio'],
    [...rows, { name: 'all', ...total }].map((row) => [
      row.name,
      megabytes(row.bytes),
      megabytes(row.indexBytes),
      perSecond(row.count, row.without),
      perSecond(row.count, row.with),
      (row.without / row.with).toFixed(2),
    ]),
  );
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}

function megabytes(bytes) {
  return (bytes / 2 ** 20).toFixed(1);
}

function perSecond(count, milliseconds) {
  return Math.round((count / milliseconds) * 1000).toLocaleString('en');
}
