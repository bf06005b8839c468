import { BackendSecret, GitOpsApp, PostgresDatabase } from 'cdk8s-database';
import { Size } from 'cdk8s';
import { ActivityLog } from './activity-log';

const app = new GitOpsApp({ base: 'k8s/base' });

const database = new PostgresDatabase(app, 'database', {
  environments: {
    staging: { resources: { memory: Size.gibibytes(1) } },
    test: { compose: { service: 'test-db', port: 5433 } },
  },
});
new ActivityLog(database, 'activity-log', { everySeconds: 60 });

new BackendSecret(app, 'backend-secret', { value: database.url() });

app.synth();
