import type { Notice } from '../gitops/refusal';
import type { Synthesis } from '../gitops/synthesis';
import type { DatabaseServer } from './database-connection';
import type { DatabaseUrl } from './database-url';
import type { ExistingValue } from './existing-value';
import { blockingPolicies } from './network-policies';
import { hostBreakingOverlays } from './overlays';
import type { SecretLocation } from './secret-location';
import { claimsUnder } from './claims-under';

/** What is going to lead where. */
export interface Outlook {
  readonly location: SecretLocation;
  /** What the key led to so far. */
  readonly existing: ExistingValue;
  /** What it leads to from now on. */
  readonly url: DatabaseUrl;
  readonly server: DatabaseServer;
}

/** Says what the YAML will not tell the user when it is applied: why the application would not get through. */
export function connectionWarnings(
  { location, existing, url, server }: Outlook,
  { repository }: Pick<Synthesis, 'repository'>,
): Notice[] {
  const notices: Notice[] = [];
  const warn = (notice: Notice): number => notices.push(notice);
  const { key, path, secret, readers, reached } = location;
  const name = secret.name ?? '';
  if (!reached) {
    warn({
      code: 'secret-not-listed',
      path,
      message: `is listed in no kustomization, so "kubectl apply -k" leaves ${key} as it is in the cluster; apply the file yourself`,
    });
  }
  if (readers.length === 0) {
    warn({
      code: 'key-not-read',
      path,
      message: `no workload reads ${key} of Secret ${name}; give the backend's container an env with a secretKeyRef to it`,
    });
  }
  const file = existing.kind === 'sqlite' && existing.isAbsolute ? existing.file : undefined;
  for (const reader of file === undefined ? [] : readers) {
    for (const claim of claimsUnder(reader, file ?? '')) {
      warn({
        code: 'sqlite-stays',
        path: reader.object.path,
        message: `the SQLite file on claim ${claim} stays there; what is in it is moved to PostgreSQL by a SqliteToPostgres alone (docs/from-sqlite.md)`,
      });
    }
  }
  notices.push(...blockingPolicies(repository.objects, { clients: readers, server }));
  for (const { path: overlay, field } of hostBreakingOverlays(repository, url.host)) {
    warn({
      code: 'host-renamed',
      path: overlay,
      message: `its ${field} changes the name of the Service, and kustomize does not change it inside ${key}; give the Secret's value again in this overlay`,
    });
  }
  return notices;
}
