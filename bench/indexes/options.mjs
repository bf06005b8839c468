import { parseArgs } from 'node:util';

/** What the targets are said of. */
export const FULL_SIZE = 1_000_000;
const STEP = 1000;
const LEAST = 10_000;

const USAGE = `npm run bench:indexes -- [options]     about a quarter of an hour on two cores
  --rows ${FULL_SIZE}     rows of each of the largest tables; with fewer no target is judged and no picture drawn,
                     and small tables are read whole, whatever indexes they have`;

export function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      rows: { type: 'string', default: String(FULL_SIZE) },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    process.exit(0);
  }
  const rows = Number(values.rows);
  if (rows % STEP !== 0 || rows < LEAST) {
    console.error(`--rows: "${values.rows}" is not known; allowed: thousands, from ${LEAST} on\n${USAGE}`);
    process.exit(2);
  }
  return { rows, isFullSize: rows >= FULL_SIZE };
}
