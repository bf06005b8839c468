// npm run bench:postgres: pgbench against servers in pods with limits; see docs/tuning-measurements.md. The TypeScript beside this is
// bundled first, since it takes the model from src/.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { textFiles } from '../../scripts/text-files.mjs';

const folder = mkdtempSync(join(tmpdir(), 'cdk8s-database-bench-postgres-'));
const outfile = join(folder, 'main.mjs');
// A run that is interrupted ends by process.exit().
process.once('exit', () => rmSync(folder, { recursive: true }));
await build({
  bundle: true,
  entryPoints: [join(import.meta.dirname, 'main.ts')],
  format: 'esm',
  loader: textFiles,
  logLevel: 'warning',
  outfile,
  platform: 'node',
  target: 'node20',
});
await import(pathToFileURL(outfile).href);
