import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, YamlOutputType } from 'cdk8s';
import { PostgresDatabase } from '../src/database/postgres-database';

/** The same databases through cdk8s' own writer, in its quickest arrangement. */
const outdir = mkdtempSync(join(tmpdir(), 'cdk8s-synth-many-'));
const from = process.hrtime.bigint();
const app = new App({ outdir, yamlOutputType: YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE });
for (let number = 0; number < Number(process.argv[2]); number++)
  new PostgresDatabase(app, `database-${number}`);
app.synth();
const synth = Number(process.hrtime.bigint() - from) / 1e6;
rmSync(outdir, { recursive: true });

process.stdout.write(JSON.stringify({ synth, megabytes: Math.round(process.resourceUsage().maxRSS / 1024) }));
