import { posix } from 'node:path';
import { backendDriver } from '../backend/detect/backend-driver';
import type { BackendDriver } from '../backend/detect/dependency-file';
import type { Driver } from '../backend/url/driver';
import { chooseDriver } from '../backend/detect/driver-choice';
import { classifyValue, type ExistingValue } from '../backend/url/existing-value';
import { locateSecret, type SecretLocation } from '../backend/connection/secret-location';
import { Refusal, type Notice } from '../text/refusal';
import type { Repository } from '../gitops/tree/repository';

/** Selects the Secret if a base has several. */
export interface SecretNarrowing {
  /** The file, relative to the base. */
  readonly file?: string;
  readonly name?: string;
  readonly namespace?: string;
  /** @default - detected */
  readonly key?: string;
}

/** The facts about the repository that main.ts states. */
export interface Composition {
  readonly base: string;
  /** The base's kustomization, relative to the repository. */
  readonly kustomization: string;
  /** The Secret's file, relative to the base. */
  readonly file: string;
  /** Only if the file has several candidates. */
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  readonly key: string;
  /** Undefined if nothing shows which driver the backend uses. */
  readonly driver: { readonly driver: Driver; readonly evidence: string } | undefined;
  readonly notices: readonly Notice[];
}

/** Detects what a synth without a main.ts would detect. @throws Refusal as that synth does */
export function compose(repository: Repository, narrowing: SecretNarrowing): Composition {
  const location = locateSecret(repository, narrowing);
  const { key, path, secret } = location;
  const file = posix.relative(repository.base, path);
  const { driver, notices } = findDriver(repository, classifyValue(secret.value(key) ?? ''), location);
  return {
    base: repository.base,
    kustomization: repository.tree.path,
    file,
    ...selector(repository, location, { file, key }),
    key,
    driver,
    notices,
  };
}

/** A sentence for the report. */
export function describe({ base, file, key, driver }: Composition): string {
  const found = driver === undefined ? '' : `; driver ${driver.driver} by ${driver.evidence}`;
  return `${key} in ${base}/${file}${found}`;
}

/** Name and namespace, as far as they are needed besides file and key to select this Secret. */
function selector(
  repository: Repository,
  { secret: { name, namespace } }: SecretLocation,
  search: { readonly file: string; readonly key: string },
): Pick<Composition, 'name' | 'namespace'> {
  const isEnough = (more: SecretNarrowing): boolean => {
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
  { path, readers }: SecretLocation,
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
