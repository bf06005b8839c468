import type { PatchProps } from '../../kubernetes/patch';
import { listAt, mappingAt, textAt, type Mapping } from '../../text/mapping';
import { Refusal } from '../../text/refusal';
import { templatePathOf, type Workload } from '../../gitops/tree/workload';
import { CREDENTIAL_KEYS } from '../connection/credential-keys';
import type { DatabaseConnection } from '../connection/database-connection';
import type { DatabaseUrl } from '../url/database-url';
import type { PlannedUse, PlannedVariable } from './planned-uses';

export interface PatchedConnection {
  readonly connection: DatabaseConnection;
  /** In the application's syntax. */
  readonly url: DatabaseUrl;
  /** The key of the database's Secret that holds it. */
  readonly key: string;
}

/** A patch for each workload. */
export function environmentPatches(uses: readonly PlannedUse[], to: PatchedConnection): PatchProps[] {
  const byWorkload = new Map<Workload, PlannedUse[]>();
  for (const use of uses) byWorkload.set(use.workload, [...(byWorkload.get(use.workload) ?? []), use]);
  return [...byWorkload].map(([workload, its]) => patchOf(workload, its, to));
}

function patchOf(workload: Workload, uses: readonly PlannedUse[], to: PatchedConnection): PatchProps {
  const { apiVersion, kind, name, manifest, path } = workload.object;
  const template = templatePathOf(kind);
  if (template === undefined) {
    const message = `is a ${kind}, of which kustomize cannot merge the containers; set the variables there by hand: ${uses.flatMap(({ variables }) => variables.map((one) => one.name)).join(', ')}`;
    throw Refusal.of('kind-not-patched', path, message);
  }
  const namespace = textAt(mappingAt(manifest, 'metadata'), 'namespace');
  const lists = (['initContainers', 'containers'] as const).flatMap((list) => {
    const containers = uses
      .filter((use) => use.list === list)
      .map((use) => ({ name: use.container, env: entriesOf(use, to) }));
    return containers.length === 0 ? [] : [[list, containers] as const];
  });
  const merge = [...template, 'spec'].reduceRight<Mapping>(
    (inner, field) => ({ [field]: inner }),
    Object.fromEntries(lists),
  );
  return { target: { apiVersion, kind, name, ...(namespace !== undefined && { namespace }) }, merge };
}

function entriesOf({ workload, list, container, variables }: PlannedUse, to: PatchedConnection): Mapping[] {
  const own = listAt(workload.podSpec, list).find((one) => textAt(one, 'name') === container);
  return variables
    .flatMap((variable) => entriesFor(variable, to))
    .map((entry) => replacing(listAt(own, 'env'), entry));
}

/** A patch merges into an entry: what the entry has now is taken out. */
function replacing(env: readonly unknown[], entry: Mapping): Mapping {
  const there = env.find((one) => textAt(one, 'name') === entry['name']);
  const source = mappingAt(there, 'valueFrom');
  if ('value' in entry) {
    return Object.keys(source).length > 0 ? { ...entry, valueFrom: null } : entry;
  }
  const gone = Object.keys(source).filter((field) => field !== 'secretKeyRef');
  const isOptional = mappingAt(source, 'secretKeyRef')['optional'] !== undefined;
  const reference = mappingAt(entry, 'valueFrom', 'secretKeyRef');
  return {
    ...entry,
    ...('value' in mappingAt(there) && { value: null }),
    valueFrom: {
      ...Object.fromEntries(gone.map((field) => [field, null])),
      secretKeyRef: { ...reference, ...(isOptional && { optional: null }) },
    },
  };
}

function entriesFor({ name, part }: PlannedVariable, { connection, key, url }: PatchedConnection): Mapping[] {
  if (typeof part !== 'string') return [{ name, value: part.value }];
  const secret = connection.server.credentialsName;
  const from = (held: string, variable = name): Mapping => ({
    name: variable,
    valueFrom: { secretKeyRef: { key: held, name: secret } },
  });
  const isKnown = connection.password.secretName === undefined;
  switch (part) {
    case 'user':
    case 'password':
      return [from(CREDENTIAL_KEYS[part])];
    case 'url':
      return isKnown ? [from(key)] : composed(name, url, from);
    // Of a Secret that the team makes, only the login is known to be in it.
    case 'host':
      return [isKnown ? from(CREDENTIAL_KEYS.host) : { name, value: url.host }];
    case 'port':
      return [isKnown ? from(CREDENTIAL_KEYS.port) : { name, value: String(url.port) }];
    case 'database':
      return [isKnown ? from(CREDENTIAL_KEYS.database) : { name, value: url.database }];
  }
}

/** The kubelet puts the login into the URL, in which it is not encoded. */
function composed(
  name: string,
  url: DatabaseUrl,
  from: (key: string, variable: string) => Mapping,
): Mapping[] {
  const [user, password] = [`${name}_USER`, `${name}_PASSWORD`];
  return [
    from(CREDENTIAL_KEYS.user, user),
    from(CREDENTIAL_KEYS.password, password),
    { name, value: url.compose(`$(${user})`, `$(${password})`) },
  ];
}
