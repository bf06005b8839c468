import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const ROOT = join(import.meta.dirname, '../..');

/** As examples/agents/main.ts asks for, on an SSD and for a web application. */
const LIMITS = { memory: 2048, cpus: 2, volumeMiB: 20_480, major: 16, storage: 'ssd', workload: 'web' };

/** A real PostgreSQL as the tests start it, with the configuration that a database of these limits gets. */
export async function startServer() {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-database-bench-indexes-'));
  try {
    await build({
      bundle: true,
      // Where the PostgreSQL from npm is looked for from.
      define: { __dirname: JSON.stringify(join(ROOT, 'test/postgres')) },
      entryPoints: {
        postgres: join(ROOT, 'test/postgres/server.ts'),
        tuning: join(ROOT, 'src/database/configuration/postgres-tuning.ts'),
      },
      format: 'esm',
      logLevel: 'warning',
      outdir: folder,
      outExtension: { '.js': '.mjs' },
      platform: 'node',
      target: 'node20',
    });
    const load = async (name) => await import(pathToFileURL(join(folder, `${name}.mjs`)).href);
    const [{ startPostgres }, { tuning }] = [await load('postgres'), await load('tuning')];
    const settings = tuning(LIMITS).map(({ name, value }) => `${name} = ${value}`);
    // Nothing else is to run while something is timed.
    return await startPostgres({ configuration: [...settings, 'autovacuum = off'] });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
