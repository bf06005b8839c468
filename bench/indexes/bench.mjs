// npm run bench:indexes: what each index of the examples' schemas gains for the queries that it is there for, and what
// it costs. Ratios of one interleaved run, since single times say more of the machine than of the index.
import { writeFileSync } from 'node:fs';
import { agents } from './agents.mjs';
import { chatbot } from './chatbot.mjs';
import { createOwner } from './database.mjs';
import { measureExample } from './example.mjs';
import { readOptions } from './options.mjs';
import { picture } from './picture.mjs';
import { printCosts, printKinds, printMeasured, printPlans, printSpeedUps } from './report.mjs';
import { startServer } from './server.mjs';
import { bestOfEach, problemsOf, targets } from './verdict.mjs';

const { rows, isFullSize } = readOptions(process.argv.slice(2));
const problems = [];
const best = [];

const server = await startServer();
try {
  await createOwner(server);
  for (const example of [agents(rows), chatbot(rows)]) {
    console.log(`\n${example.name}: ${rows.toLocaleString('en')} rows in each of the largest tables`);
    const found = await measureExample(server, example, rows);
    const bestHere = bestOfEach(found.measured);
    printMeasured(found.measured);
    printPlans(found.measured);
    printKinds(bestHere);
    printSpeedUps(bestHere, found.roundTrip);
    printCosts(found.tables, found.indexes, found.inserts);
    problems.push(...problemsOf(found));
    best.push(...bestHere);
    if (isFullSize && example.picture !== undefined) writeFileSync(example.picture, picture(bestHere));
  }
} finally {
  await server.stop();
}

if (isFullSize) {
  for (const [target, isMet] of Object.entries(targets(best))) {
    console.log(`${isMet ? 'yes' : 'NO '}  ${target}`);
    if (!isMet) problems.push(`not met: ${target}`);
  }
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
