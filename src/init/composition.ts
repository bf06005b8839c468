import { posix } from 'node:path';
import { backendDriver } from '../backend/detect/backend-driver';
import type { BackendDriver } from '../backend/detect/dependency-file';
import type { Driver } from '../backend/url/driver';
import { chooseDriver } from '../backend/detect/driver-choice';
import { classifyValue, type ExistingValue } from '../backend/url/existing-value';
import { chooseConnection, type ConnectionNarrowing } from '../backend/connection/choose-connection';
import { locateSecret, type SecretLocation, type SecretSearch } from '../backend/connection/secret-location';
import type { Outside } from '../backend/environment/find-connection';
import { judgeFor } from '../backend/environment/judge-use';
import type { PlannedUse } from '../backend/environment/planned-uses';
import { completeUses } from '../backend/environment/complete-uses';
import type { VariableValue } from '../backend/environment/variable-value';
import { PostgresDatabase } from '../database/postgres-database';
import { GitOpsApp } from '../gitops/synth/git-ops-app';
import { listAt } from '../text/mapping';
import { Refusal, type Notice } from '../text/refusal';
import type { Repository } from '../gitops/tree/repository';

/** The facts about the repository that main.ts states. */
export interface Composition {
  readonly base: string;
  /** The base's kustomization, relative to the repository. */
  readonly kustomization: string;
  readonly backend: EnvironmentOfBackend | SecretOfBackend;
  /** Undefined if nothing shows which driver the backend uses. */
  readonly driver: { readonly driver: Driver; readonly evidence: string } | undefined;
  readonly notices: readonly Notice[];
}

/** The backend reads a URL from a Secret of the repository. */
export interface SecretOfBackend {
  readonly form: 'secret';
  /** The Secret's file, relative to the base. */
  readonly file: string;
  /** Only if the file has several candidates. */
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  readonly key: string;
}

/** The backend's variables are set in its containers. */
export interface EnvironmentOfBackend {
  readonly form: 'environment';
  /** `Deployment/api`. */
  readonly workloads: readonly string[];
  /** @default - each container that reads one of the variables */
  readonly container: string | undefined;
  readonly variables: Readonly<Record<string, VariableValue>>;
  /** The Secret of the cluster with the password, if the repository must not have it. */
  readonly passwordSecret: string | undefined;
}

/** Detects what a synth without a main.ts would detect. @throws Refusal as that synth does */
export function compose(repository: Repository, narrowing: ConnectionNarrowing): Composition {
  const value = new PostgresDatabase(new GitOpsApp(), DATABASE).url();
  const chosen = chooseConnection(repository, judgeFor(value, repository), narrowing);
  const common = { base: repository.base, kustomization: repository.tree.path };
  if (chosen.form === 'secret') {
    const { location } = chosen;
    const { key, path, secret } = location;
    const file = posix.relative(repository.base, location.generated?.path ?? path);
    return {
      ...common,
      backend: { form: 'secret', file, ...selector(repository, location, { file, key }), key },
      ...findDriver(repository, classifyValue(secret.value(key) ?? ''), location),
    };
  }
  const { outside, uses } = chosen;
  const [first] = uses;
  const { path } = first.workload.object;
  const url = first.variables.find(({ part }) => part === 'url')?.current?.value;
  const readers = uses.map(({ workload }) => workload);
  const { driver, notices } = findDriver(repository, classifyValue(url ?? ''), { path, readers });
  return {
    ...common,
    backend: environmentOf(completeUses(uses, { driver: driver?.driver }), outside),
    driver,
    notices,
  };
}

/** The name of the database in main.ts. */
const DATABASE = 'database';

function environmentOf(
  uses: readonly [PlannedUse, ...PlannedUse[]],
  outside: Outside | undefined,
): EnvironmentOfBackend {
  const [first] = uses;
  const titles = uses.map(({ workload: { object } }) => `${object.kind}/${object.name}`);
  const isAmong = listAt(first.workload.podSpec, 'containers').length > 1;
  return {
    form: 'environment',
    workloads: [...new Set(titles)],
    container: uses.length === 1 && isAmong ? first.container : undefined,
    variables: Object.fromEntries(
      uses.flatMap(({ variables }) => variables.map(({ name, part }) => [name, part] as const)),
    ),
    passwordSecret: outside === undefined ? undefined : `${DATABASE}-credentials`,
  };
}

/** A sentence for the report. */
export function describe({ base, backend, driver }: Composition): string {
  const found = driver === undefined ? '' : `; driver ${driver.driver} by ${driver.evidence}`;
  const where =
    backend.form === 'secret'
      ? `${backend.key} in ${base}/${backend.file}`
      : `${Object.keys(backend.variables).join(', ')} of ${backend.workloads.join(', ')}`;
  return `${where}${found}`;
}

/** Name and namespace, as far as they are needed besides file and key to select this Secret. */
function selector(
  repository: Repository,
  { secret: { name, namespace } }: SecretLocation,
  search: { readonly file: string; readonly key: string },
): Pick<SecretOfBackend, 'name' | 'namespace'> {
  const isEnough = (more: SecretSearch): boolean => {
    try {
      const found = locateSecret(repository, { ...search, ...more }).secret;
      return found.name === name && found.namespace === namespace;
    } catch {
      return false;
    }
  };
  if (isEnough({}) || name === undefined) return { name: undefined, namespace: undefined };
  return { name, namespace: isEnough({ name }) ? undefined : namespace };
}

function findDriver(
  repository: Repository,
  existing: ExistingValue,
  { path, readers }: Pick<SecretLocation, 'path' | 'readers'>,
): Pick<Composition, 'driver' | 'notices'> {
  const found = backendDriver(repository, readers);
  try {
    const { driver, notices } = chooseDriver({ existing, found, path });
    const evidence = evidenceOf(driver, existing, found, path);
    return { driver: evidence === undefined ? undefined : { driver, evidence }, notices };
  } catch (error) {
    // A synth refuses this value until main.ts names the driver, but there is no main.ts yet.
    if (error instanceof Refusal) return { driver: undefined, notices: error.problems };
    throw error;
  }
}

function evidenceOf(
  driver: Driver,
  existing: ExistingValue,
  found: BackendDriver,
  path: string,
): string | undefined {
  const candidate = found.candidates.find((one) => one.driver === driver);
  if (candidate !== undefined) return `${candidate.package} in ${candidate.path}`;
  return 'driver' in existing && existing.driver !== undefined ? `the URL in ${path}` : undefined;
}
