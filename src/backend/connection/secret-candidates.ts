import { posix } from 'node:path';
import { mappingAt, textAt } from '../../text/mapping';
import { escapes } from '../../text/paths';
import { Refusal } from '../../text/refusal';
import type { Repository } from '../../gitops/tree/repository';
import { findSecrets, type SecretDocument } from '../../editors/secret/secret-editor';
import { contentOfGenerator, type GeneratedOrigin } from '../environment/generated-content';
import { isKustomization } from '../../gitops/tree/kustomize-tree';
import { isExample } from './secret-hints';
import type { SecretAndWorkloads } from './secret-key';
import { workloadsOf } from '../../gitops/tree/workload';
import { dataByYaml } from '../../editors/yaml/parsers';

/** A Secret, and the workloads that may be in its namespace. */
export interface Candidate extends SecretAndWorkloads {
  /** After kustomize. Undefined: the namespace that `kubectl apply` is run with. */
  readonly namespace: string | undefined;
  /** True if the base's kustomization includes the file. */
  readonly reached: boolean;
  /** For a Secret that a kustomization generates: where each key's value is. @default - a manifest */
  readonly generated?: ReadonlyMap<string, GeneratedOrigin>;
}

export function listedSecrets(repository: Repository): Candidate[] {
  return [...listedPaths(repository)].flatMap((path) => candidatesIn(repository, path, true));
}

/** Secrets that no kustomization lists: they are applied by hand, unless their name shows that they are examples. */
export function unlistedSecrets(repository: Repository): Candidate[] {
  const listed = listedPaths(repository);
  const owned = repository.managedFolders;
  return [...repository.files]
    .filter(([path]) => isManifest(path) && !isExample(path))
    .filter(([path]) => !listed.has(path) && !owned.has(posix.dirname(path)))
    .filter(([, bytes]) => holdsSecret(bytes.toString('utf8')))
    .flatMap(([path]) => candidatesIn(repository, path, false));
}

/** True for any notation of a Secret, and for broken YAML that looks like one: the editor then reports the error. */
function holdsSecret(text: string): boolean {
  // Saves parsing most files. A backslash may hide an escaped name.
  if (!text.includes('Secret') && !text.includes('\\')) return false;
  const documents = dataByYaml(text);
  if (documents === undefined) return /^kind: ["']?Secret\b/m.test(text);
  return documents.some((document) => textAt(document, 'kind') === 'Secret');
}

function listedPaths(repository: Repository): Set<string> {
  const secrets = repository.objects.filter(
    ({ kind, apiVersion }) => kind === 'Secret' && apiVersion === 'v1',
  );
  return new Set(secrets.map(({ path }) => path));
}

export function secretsIn(repository: Repository, file: string): Candidate[] {
  if (escapes(file)) {
    throw Refusal.of('path-escapes', file, `is outside of the base; give a file below ${repository.base}`);
  }
  const path = repository.pathOf(file);
  return candidatesIn(
    repository,
    path,
    repository.tree.reached.some((reached) => reached.path === path),
  );
}

function candidatesIn(repository: Repository, path: string, reached: boolean): Candidate[] {
  if (isKustomization(path)) return generatedIn(repository, path);
  const workloads = repository.memoize(workloadsOf, () => workloadsOf(repository.objects));
  return findSecrets(repository.text(path), path).map((secret) => {
    const namespace = namespaceOf(secret, path, repository);
    return {
      path,
      reached,
      secret,
      namespace,
      workloads: workloads.filter(({ object }) => mayShareNamespace(object.namespace, namespace)),
    };
  });
}

/** The Secrets that a kustomization of the base generates. */
function generatedIn(repository: Repository, path: string): Candidate[] {
  const workloads = repository.memoize(workloadsOf, () => workloadsOf(repository.objects));
  return repository.tree.generated
    .filter((one) => one.kind === 'Secret' && one.path === path)
    .map(({ entry }) => {
      const content = contentOfGenerator(repository, path, entry);
      return {
        path,
        reached: true,
        namespace: repository.tree.transformers.namespace ?? textAt(entry, 'namespace'),
        workloads,
        generated: new Map([...content].map(([key, { origin }]) => [key, origin])),
        secret: {
          name: textAt(entry, 'name'),
          namespace: textAt(entry, 'namespace'),
          type: textAt(entry, 'type'),
          keys: [...content.keys()],
          line: 1,
          value: (key) => content.get(key)?.value,
        },
      };
    });
}

/** The namespace that kustomize gives to the Secret. */
function namespaceOf(
  { name, namespace }: SecretDocument,
  path: string,
  repository: Repository,
): string | undefined {
  const object = repository.objects.find(
    (one) =>
      one.kind === 'Secret' &&
      one.path === path &&
      one.name === name &&
      textAt(mappingAt(one.manifest, 'metadata'), 'namespace') === namespace,
  );
  return object === undefined ? namespace : object.namespace;
}

/** True if two objects may be in the same namespace. */
export function mayShareNamespace(one: string | undefined, other: string | undefined): boolean {
  return one === undefined || other === undefined || one === other;
}

function isManifest(path: string): boolean {
  return /\.ya?ml$/.test(path);
}
