import type { EnvironmentRow } from '../../gitops/plan/plan';
import type { DatabaseUrl } from '../url/database-url';

/** A URL as a row in the list of environments. */
export function rowOf(environment: string, url: DatabaseUrl, source: string): EnvironmentRow {
  const { host, port, database, user } = url;
  return { environment, host, port: String(port), database, user, url: url.toString(), source };
}
