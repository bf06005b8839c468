import type { Notice } from '../../text/refusal';
import type { Synthesis } from '../../gitops/synth/synthesis';
import { addedKey } from './added-key';
import { bindingAdded } from '../detect/channel-binding';
import type { DatabaseServer } from '../connection/database-connection';
import type { DatabaseUrl } from '../url/database-url';
import type { ExistingValue } from '../url/existing-value';
import { blockingPolicies } from './network-policies';
import { hostBreakingOverlays } from './overlays';
import { overlaidValues } from './overlaid-value';
import { overriddenValues } from './overridden-value';
import type { SecretLocation } from '../connection/secret-location';
import { selectingServices } from './selecting-services';
import { claimsUnder } from './claims-under';

/** What is going to lead where. */
export interface Outlook {
  readonly location: SecretLocation;
  /** Was the key found rather than given? */
  readonly keyWasFound: boolean;
  /** What the key led to so far. */
  readonly existing: ExistingValue;
  /** What it leads to from now on. */
  readonly url: DatabaseUrl;
  readonly server: DatabaseServer;
}

/** Says what the YAML will not tell the user when it is applied: why the application would not get through. */
export function connectionWarnings(
  { location, keyWasFound, existing, url, server }: Outlook,
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
  if (keyWasFound) notices.push(...addedKey(location, repository.objects));
  const file = existing.kind === 'sqlite' ? existing.file : undefined;
  for (const reader of file === undefined ? [] : readers) {
    const claims = claimsUnder(reader, file ?? '', repository.tree).join(' or ');
    if (claims === '') continue;
    // Not by its path: of a URL that is not read as it was meant, a part may be a password.
    const where = file?.startsWith('/') ? `on claim ${claims}` : `if it is on claim ${claims},`;
    warn({
      code: 'sqlite-stays',
      path: reader.object.path,
      message: `the SQLite file ${where} stays there; what is in it is moved to PostgreSQL by a SqliteToPostgres alone (docs/from-sqlite.md)`,
    });
  }
  if (bindingAdded(existing, url)) {
    warn({
      code: 'channel-binding',
      path,
      message: `${key} asks for channel_binding from now on, so that no false server is given the password; lib/pq, asyncpg without SQLAlchemy, pgx before 5.9 and libpq before 13 do not know it, and PgBouncer cannot prove it, so that nobody would connect: for these give channelBinding: false to url()`,
    });
  }
  notices.push(...overriddenValues({ secret: name, key, readers, objects: repository.objects }));
  notices.push(...selectingServices(repository, server.namespace ?? location.namespace));
  notices.push(...blockingPolicies(repository.objects, { clients: readers, server }));
  notices.push(...overlaidValues(repository, { secret: name, key, existing, host: url.host }));
  for (const { path: overlay, field } of hostBreakingOverlays(repository, url.host)) {
    warn({
      code: 'host-renamed',
      path: overlay,
      message: `its ${field} changes the name of the Service, and kustomize does not change it inside ${key}; give the Secret's value again in this overlay`,
    });
  }
  return notices;
}
