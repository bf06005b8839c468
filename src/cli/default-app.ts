import { BackendSecret } from '../backend/connection/backend-secret';
import { PostgresDatabase } from '../database/postgres-database';
import { GitOpsApp } from '../gitops/synth/git-ops-app';

/** The app of a repository without a main.ts: the same as in the main.ts that `init` writes, with all defaults. */
export function synthDefaultApp(): void {
  const app = new GitOpsApp();

  const database = new PostgresDatabase(app, 'database');

  new BackendSecret(app, 'backend-secret', {
    value: database.url(),
  });

  app.synth();
}
