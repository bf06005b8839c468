// docs/errors.md, from the table of all codes: `npm run errors` writes it, a test holds the two equal.
import { readFileSync } from 'node:fs';

const table = new URL('../src/text/problems.json', import.meta.url);
const problems = Object.entries(JSON.parse(readFileSync(table, 'utf8')));

process.stdout.write(`# Errors and warnings

Each error and each warning ends with its code in brackets, and \`--json\` prints it as \`code\`. Codes do not change from
version to version, so a program can rely on them; the texts do change.

\`path\` says where: a file relative to the repository, or a construct in main.ts and its field, such as
\`database.storage.size\`. An error ends the command with exit status 2, and nothing is written.

| code | what it means | what to do |
|---|---|---|
${problems.map(([code, [meaning, todo]]) => `| \`${code}\` | ${meaning} | ${todo} |`).join('\n')}
`);
