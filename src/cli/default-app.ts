import { BackendSecret } from '../backend/connection/backend-secret';
import { PostgresDatabase } from '../database/postgres-database';
import { GitOpsApp } from '../gitops/synth/git-ops-app';

/** What a repository without a main.ts gets: what `init` writes down as one, without narrowing anything. */
export function synthDefaultApp(): void {
  const app = new GitOpsApp();

  const database = new PostgresDatabase(app, 'database');

  new BackendSecret(app, 'backend-secret', {
    value: database.url(),
  });

  app.synth();
}
