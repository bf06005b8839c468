import { inOrderOf } from '../../kubernetes/list-order';
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
  /** The file of a patch that finds variables by their index; undefined if there is none. */
  readonly byIndex: string | undefined;
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
    return containers.length === 0
      ? []
      : [[list, inOrderOf(listAt(workload.podSpec, list), containers)] as const];
  });
  const merge = [...template, 'spec'].reduceRight<Mapping>(
    (inner, field) => ({ [field]: inner }),
    Object.fromEntries(lists),
  );
  return { target: { apiVersion, kind, name, ...(namespace !== undefined && { namespace }) }, merge };
}

function entriesOf(use: PlannedUse, to: PatchedConnection): Mapping[] {
  const { workload, list, container, variables } = use;
  const own = listAt(workload.podSpec, list).find((one) => textAt(one, 'name') === container);
  const env = listAt(own, 'env');
  const entries = variables.flatMap((variable) => entriesFor(variable, to));
  const replacing = entries.map((entry) => replacingIn(env, entry));
  if (to.byIndex === undefined) return replacing;
  refuseComposedLater(use, env, entries, to.byIndex);
  return inOrderOf(env, replacing);
}

/** The login of a composed URL has to stand before it, where it would move what is patched by its index. */
function refuseComposedLater(
  { workload, container }: PlannedUse,
  env: readonly unknown[],
  entries: readonly Mapping[],
  path: string,
): void {
  const isThere = ({ name }: Mapping): boolean => env.some((one) => textAt(one, 'name') === name);
  const later = entries.find((entry) => isThere(entry) && textAt(entry, 'value')?.includes('$(') === true);
  if (later === undefined || entries.every(isThere)) return;
  const { kind, name } = workload.object;
  const message = `patches variables by their index (/env/0), and ${textAt(later, 'name') ?? ''} of container ${container} of ${kind} ${name} needs two more variables before it, by which the index would change; patch by name there: a strategic merge with the variable's name`;
  throw Refusal.of('patched-by-index', path, message);
}

/** A patch merges into an entry: what the entry has now is taken out. */
function replacingIn(env: readonly unknown[], entry: Mapping): Mapping {
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
