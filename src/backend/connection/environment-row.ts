import type { EnvironmentRow } from '../../gitops/plan/plan';
import type { DatabaseUrl } from '../url/database-url';

/** What a URL says, for a list of environments. */
export function rowOf(environment: string, url: DatabaseUrl, source: string): EnvironmentRow {
  const { host, port, database, user } = url;
  return { environment, host, port: String(port), database, user, url: url.toString(), source };
}
