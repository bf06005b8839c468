// docs/drivers.md, from the table of known libraries: `npm run drivers` writes it, a test holds the two equal.
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { DatabaseUrl } from '../lib/index.js';

const table = new URL('../src/backend/detect/libraries.json', import.meta.url);
const rows = JSON.parse(readFileSync(table, 'utf8'));

const REGISTRIES = {
  python: 'Python (PyPI)',
  node: 'Node (npm)',
  go: 'Go',
  jvm: 'The JVM (Maven)',
  dotnet: '.NET (NuGet)',
  ruby: 'Ruby (RubyGems)',
  elixir: 'Elixir (Hex)',
  rust: 'Rust (crates.io)',
  php: 'PHP (Packagist)',
};

const PLACE = { host: 'database-service', database: 'app', user: 'app', tls: 'require' };

const drivers = [...new Set(rows.flatMap(({ driver, sqlAlchemy }) => [driver, sqlAlchemy]))]
  .filter((driver) => driver !== undefined)
  .sort()
  .map((driver) => `| \`${driver}\` | \`${new DatabaseUrl({ ...PLACE, driver }).toString()}\` |`)
  .join('\n');

function withoutBinding(channelBinding) {
  if (channelBinding === undefined) return '';
  return channelBinding === false ? ', no channel binding' : `, channel binding from ${channelBinding} on`;
}

function driverOf({ driver, role, sqlAlchemy, channelBinding }) {
  if (role === 'sqlalchemy') return 'below SQLAlchemy, by the driver’s row';
  const itself = `\`${driver}\`${withoutBinding(channelBinding)}`;
  return sqlAlchemy === undefined ? itself : `${itself}; below SQLAlchemy \`${sqlAlchemy}\``;
}

const sections = Object.entries(REGISTRIES).map(
  ([registry, title]) => `## ${title}

| library | \`driver\` | seen connecting with |
|---|---|---|
${rows
  .filter((row) => row.registry === registry)
  .map(
    (row) =>
      `| \`${row.package}\` | ${driverOf(row)} | ${[row.seen ?? `not run: ${row.unseen ?? ''}`, row.needs && `with ${row.needs}`, row.note].filter(Boolean).join(', ')} |`,
  )
  .join('\n')}
`,
);

const text = `# Libraries and their URLs

The dependency files of the application decide which URL is written for it ([database.md](database.md)). These libraries are
known. The last column is the version that connected with that URL to the rendered server, which takes TLS alone and has a
certificate of its own: \`test/cluster/drivers/run.mjs --cluster\` runs each of them.

A library that is not here: give \`driver\` in main.ts. Channel binding is left out for libraries without it: they refuse the
parameter, or pass over it, and what a [false server](security.md) gets is the same.

| \`driver\` | what is written, with \`***\` for the password |
|---|---|
${drivers}

${sections.join('\n')}`;

const config = await resolveConfig(new URL('../docs/drivers.md', import.meta.url));
writeFileSync(process.argv[2] ?? 1, await format(text, { ...config, parser: 'markdown' }));
