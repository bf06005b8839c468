import type { Notice } from '../../text/refusal';
import type { Synthesis } from '../../gitops/synth/synthesis';
import { addedKey } from './added-key';
import { bindingAdded } from '../detect/channel-binding';
import type { DatabaseServer } from '../connection/database-connection';
import type { DatabaseUrl } from '../url/database-url';
import type { ExistingValue } from '../url/existing-value';
import { blockingPolicies } from './network-policies';
import { oldHosts } from './old-host';
import { hostBreakingOverlays } from './host-breaking-overlays';
import { overlaidValues } from './overlaid-value';
import { overriddenValues } from './overridden-value';
import type { SecretLocation } from '../connection/secret-location';
import { selectingServices } from './selecting-services';
import { sqliteStays } from './sqlite-stays';

/** The change of a key's URL. */
export interface UrlChange {
  readonly location: SecretLocation;
  /** True if main.ts does not give the key. */
  readonly keyWasFound: boolean;
  /** The current value of the key. */
  readonly existing: ExistingValue;
  /** The new URL. */
  readonly url: DatabaseUrl;
  readonly server: DatabaseServer;
}

/** Warns of everything that would keep the application from its database without an error at `kubectl apply`. */
export function connectionWarnings(
  { location, keyWasFound, existing, url, server }: UrlChange,
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
      message: `is listed in no kustomization, so "kubectl apply -k" does not change ${key} in the cluster; apply the file yourself`,
    });
  }
  if (readers.length === 0) {
    warn({
      code: 'key-not-read',
      path,
      message: `no workload reads ${key} of Secret ${name}; add an env with a secretKeyRef to the backend's container`,
    });
  }
  if (keyWasFound) notices.push(...addedKey(location, repository.objects));
  notices.push(...readers.flatMap((reader) => sqliteStays(existing, reader, repository.tree)));
  if (bindingAdded(existing, url)) {
    warn({
      code: 'channel-binding',
      path,
      message: `${key} now requires channel_binding, so that no false server gets the password; lib/pq, asyncpg without SQLAlchemy, pgx before 5.9, libpq before 13 and PgBouncer do not support it and could not connect: for these give url() channelBinding: false`,
    });
  }
  notices.push(...overriddenValues({ secret: name, key, readers, objects: repository.objects }));
  notices.push(...selectingServices(repository, server.namespace ?? location.namespace));
  notices.push(...blockingPolicies(repository.objects, { clients: readers, server }));
  notices.push(
    ...oldHosts(repository, {
      isMoved: ({ reference }) =>
        reference?.kind === 'Secret' && reference.name === name && reference.key === key,
      existing: [existing],
      host: url.host,
      folder: server.folder,
    }),
  );
  notices.push(...overlaidValues(repository, { secret: name, key, existing, host: url.host }));
  for (const { path: overlay, field } of hostBreakingOverlays(repository, url.host)) {
    warn({
      code: 'host-renamed',
      path: overlay,
      message: `its ${field} changes the name of the Service, but kustomize does not change the name inside ${key}; set the Secret's value again in this overlay`,
    });
  }
  return notices;
}
