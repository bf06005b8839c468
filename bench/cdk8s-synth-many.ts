import { App, YamlOutputType } from 'cdk8s';
import { PostgresDatabase } from '../src/database/postgres-database';

/** The same databases through cdk8s' own writer, in its quickest arrangement. */
const [, , size = '1', outdir = 'dist'] = process.argv;

const from = process.hrtime.bigint();
const app = new App({ outdir, yamlOutputType: YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE });
for (let number = 0; number < Number(size); number++) new PostgresDatabase(app, `database-${number}`);
app.synth();
const synth = Number(process.hrtime.bigint() - from) / 1e6;

process.stdout.write(JSON.stringify({ synth, megabytes: Math.round(process.resourceUsage().maxRSS / 1024) }));
