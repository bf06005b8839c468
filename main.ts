import { BackendSecret, GitOpsApp, PostgresDatabase, PostgresVersion, Schema } from 'cdk8s-database';
import { Size } from 'cdk8s';

const app = new GitOpsApp({ repository: 'examples/chatbot', base: 'k8s/base' });

const database = new PostgresDatabase(app, 'database', {
  version: PostgresVersion.V16,
  storage: { size: Size.gibibytes(10) },
  schema: Schema.fromDirectory('schema'),
});

new BackendSecret(app, 'backend-secret', {
  file: 'backend/secret.yaml',
  key: 'DATABASE_URL',
  value: database.url({ driver: 'psycopg2' }),
});

app.synth();
