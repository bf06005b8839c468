import { BackendEnvironment } from '../backend/connection/backend-environment';
import { BackendSecret } from '../backend/connection/backend-secret';
import { chooseConnection, refuseOutside } from '../backend/connection/choose-connection';
import { judgeFor } from '../backend/environment/judge-use';
import { PostgresDatabase } from '../database/postgres-database';
import { GitOpsApp } from '../gitops/synth/git-ops-app';
import type { Repository } from '../gitops/tree/repository';

/** The app of a repository without a main.ts: the same as in the main.ts that `init` writes, with all defaults. */
export function synthDefaultApp(): void {
  new DefaultApp().synth();
}

class DefaultApp extends GitOpsApp {
  protected override prepare(repository: Repository): void {
    const value = new PostgresDatabase(this, 'database').url();
    const chosen = chooseConnection(repository, judgeFor(value, repository));
    if (chosen.form === 'environment') {
      if (chosen.outside !== undefined) refuseOutside(repository, chosen, chosen.outside);
      new BackendEnvironment(this, 'backend-environment', { value });
    } else {
      new BackendSecret(this, 'backend-secret', { value });
    }
  }
}
