import { BackendSecret, GitOpsApp, PostgresDatabase, PostgresVersion, Schema } from 'cdk8s-database';
import { Size } from 'cdk8s';

const app = new GitOpsApp({ base: 'k8s/base' });

const database = new PostgresDatabase(app, 'database', {
  version: PostgresVersion.V16,
  database: 'agents',
  storage: { size: Size.gibibytes(20) },
  resources: { memory: Size.gibibytes(2), cpuRequest: 1, cpuLimit: 2 },
  schema: Schema.fromDirectory('schema', {
    scheduled: [{ procedure: 'maintain_agent_metrics', schedule: '15 3 * * *' }],
  }),
});

new BackendSecret(app, 'api-secret', {
  file: 'api/secret.yaml',
  key: 'DATABASE_URL',
  value: database.url({ driver: 'psycopg2' }),
});

app.synth();
