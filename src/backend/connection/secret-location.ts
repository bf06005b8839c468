import { posix } from 'node:path';
import { mappingAt, textAt } from '../../text/mapping';
import { Refusal } from '../../text/refusal';
import type { Repository } from '../../gitops/tree/repository';
import type { SecretDocument } from '../../editors/secret/secret-editor';
import {
  listedSecrets,
  mayShareNamespace,
  secretsIn,
  unlistedSecrets,
  type Candidate,
} from './secret-candidates';
import type { GeneratedOrigin } from '../environment/generated-content';
import { hintsOf } from './secret-hints';
import { findKey } from './secret-key';
import type { Workload } from '../../gitops/tree/workload';
import { readsKey, readsVariable } from './workloads';

/** Limits the search for the Secret if the repository has several. */
export interface SecretSearch {
  /** The file, relative to the base. */
  readonly file?: string;
  readonly name?: string;
  readonly namespace?: string;
  /** @default - found: DATABASE_URL, or what a workload or a URL says */
  readonly key?: string;
}

export interface SecretLocation {
  /** The key for the URL. */
  readonly key: string;
  /** The file, relative to the repository's root. */
  readonly path: string;
  readonly secret: SecretDocument;
  /** After kustomize. Undefined: the namespace that `kubectl apply` is run with. */
  readonly namespace: string | undefined;
  /** True if the base's kustomization includes the file. */
  readonly reached: boolean;
  /** The workloads that read the key. */
  readonly readers: readonly Workload[];
  /** If a kustomization generates the Secret: where the key's value is. @default - in the manifest */
  readonly generated?: GeneratedOrigin;
}

/**
 * Finds the user's Secret for the key: the Secret that has it already, else the Secret from which a workload reads it.
 * @throws Refusal if there is none, or more than one
 */
export function locateSecret(repository: Repository, search: SecretSearch): SecretLocation {
  const sources =
    search.file === undefined
      ? [listedSecrets, unlistedSecrets].map((find) => () => repository.memoize(find, () => find(repository)))
      : [() => secretsIn(repository, search.file ?? '')];
  for (const secrets of sources) {
    const found = secrets().filter(
      ({ secret }) =>
        (search.name === undefined || secret.name === search.name) &&
        (search.namespace === undefined || secret.namespace === search.namespace),
    );
    const key = search.key ?? findKey(found);
    const [only, ...others] = choose(found, key, search);
    if (only === undefined) continue;
    if (others.length > 0) throw severalSecrets(repository, key, [only, ...others]);
    if (search.file === undefined) refuseSealed(repository, only);
    return locationOf(only, key);
  }
  throw noSecret(repository, search);
}

/** @throws Refusal for a generated Secret without the key: no literal or file could take its value */
function locationOf({ generated, ...candidate }: Candidate, key: string): SecretLocation {
  const location = { ...candidate, key, readers: readersOf(candidate, key) };
  if (generated === undefined) return location;
  const origin = generated.get(key);
  if (origin !== undefined) return { ...location, path: origin.file, generated: origin };
  const message = `generates Secret ${candidate.secret.name ?? ''} without the key ${key}; add a literal for it, such as ${key}=changeme`;
  throw Refusal.of('no-secret', candidate.path, message);
}

function choose(found: readonly Candidate[], key: string, search: SecretSearch): readonly Candidate[] {
  const isNamed = search.name !== undefined || search.file !== undefined;
  const open = isNamed ? found : found.filter(({ secret }) => isOpaque(secret));
  const holders = open.filter(({ secret }) => secret.keys.includes(key));
  const read = open.filter((candidate) => readersOf(candidate, key).length > 0);
  const readHolders = holders.filter((holder) => read.includes(holder));
  // A mounted Secret gets no key: it would be one more file in the folder, which nobody reads.
  const gaining = read.filter(({ secret, workloads }) =>
    workloads.some((workload) => readsVariable(workload, secret.name ?? '', key)),
  );
  const named = isNamed ? found : [];
  return [readHolders, holders, gaining, named].find((list) => list.length > 0) ?? [];
}

/** A Secret of a type of its own, such as a certificate, holds what its type says. */
function isOpaque({ type = 'Opaque' }: SecretDocument): boolean {
  return type === 'Opaque';
}

function readersOf({ secret, workloads }: Candidate, key: string): Workload[] {
  return workloads.filter((workload) => readsKey(workload, secret.name ?? '', key));
}

/** Says where the Secret may be, and what to do. */
export function noSecret(repository: Repository, search: SecretSearch): Refusal {
  const key = search.key ?? 'DATABASE_URL';
  const where = search.file === undefined ? repository.base : repository.pathOf(search.file);
  const hints = hintsOf(repository, key);
  const narrowed = search.name === undefined ? '' : ` named ${search.name}`;
  return Refusal.of(
    'no-secret',
    where,
    `has no Secret${narrowed} with the key ${key}, and no Secret from which a workload reads it; ` +
      (hints.length > 0
        ? hints.join('; ')
        : 'create one and list it in the kustomization, or give its file and key: init --file FILE --key KEY, or in main.ts'),
  );
}

/** Refuses a Secret file that is never applied, because a controller creates the Secret from another object. */
function refuseSealed({ objects }: Repository, { path, secret, namespace, reached }: Candidate): void {
  const made = objects.find(({ kind, name, namespace: there, manifest }) => {
    if (reached || (kind !== 'SealedSecret' && kind !== 'ExternalSecret')) return false;
    if (!mayShareNamespace(there, namespace)) return false;
    const target = textAt(mappingAt(manifest, 'spec', 'target'), 'name');
    return (target ?? name) === secret.name;
  });
  if (made === undefined) return;
  throw Refusal.of(
    'secret-made-elsewhere',
    path,
    `is listed in no kustomization, and Secret ${secret.name ?? ''} is created from the ${made.kind} in ${made.path}: put the URL into the source of its values, and remove BackendSecret from main.ts`,
  );
}

function severalSecrets(repository: Repository, key: string, candidates: readonly Candidate[]): Refusal {
  const list = candidates.map(({ path, secret }) => `${secret.name ?? 'one without a name'} in ${path}`);
  const flags = candidates.map(
    ({ path, secret }) =>
      `--file ${posix.relative(repository.base, path)}${secret.name === undefined ? '' : ` --name ${secret.name}`}`,
  );
  return Refusal.of(
    'several-secrets',
    repository.base,
    `${list.join(', ')}: each could be the Secret for ${key}; give its file, name or namespace: init ${flags.join(', or ')}, or the same in main.ts`,
  );
}
