import type { ClusterObject } from '../../gitops/tree/cluster-object';
import { heldTexts } from '../../gitops/tree/held-texts';
import type { Repository } from '../../gitops/tree/repository';
import { listAt, mappingAt, textAt } from '../../text/mapping';
import { mayShareNamespace, unlistedSecrets } from '../connection/secret-candidates';
import type { ContentOf, HeldValue, HolderKind } from './effective-environment';
import { generatedContent, type GeneratedOrigin } from './generated-content';
import { contentInOverlays, type OverlayOrigin } from './overlay-content';

/** Where a value of a Secret or ConfigMap is written. */
export type Origin = ControllerOrigin | EncryptedOrigin | GeneratedOrigin | ManifestOrigin | OverlayOrigin;

/** In a manifest below the base. */
export interface ManifestOrigin {
  readonly form: 'manifest';
  readonly path: string;
  /** As the file has it. */
  readonly namespace: string | undefined;
  readonly type: string | undefined;
}

/** A controller makes the Secret from another object. */
export interface ControllerOrigin {
  readonly form: 'controller';
  readonly path: string;
  /** `ExternalSecret chat`. */
  readonly object: string;
}

/** In a manifest that SOPS has encrypted. */
export interface EncryptedOrigin {
  readonly form: 'encrypted';
  readonly path: string;
}

type Content = Map<string, HeldValue<Origin>>;

/** What the repository says of the Secrets and ConfigMaps that a workload in NAMESPACE can read. */
export function treeContent(repository: Repository, namespace: string | undefined): ContentOf<Origin> {
  return (kind, name) =>
    repository.memoize(`content ${kind} ${name} ${namespace ?? ''}`, () =>
      contentOf(repository, kind, name, namespace),
    );
}

function contentOf(
  repository: Repository,
  kind: HolderKind,
  name: string,
  namespace: string | undefined,
): Content | undefined {
  const inNamespace = repository.objects.filter((one) => mayShareNamespace(one.namespace, namespace));
  const listed = inNamespace.filter((one) => one.kind === kind && one.name === name);
  const made = kind === 'Secret' ? controllersOf(inNamespace, name) : [];
  const generated = generatedContent(repository, kind, name);
  const sources: ReadonlyMap<string, HeldValue<Origin>>[] = [
    ...listed.map(contentOfManifest),
    ...generated,
    // One that names no keys may make any.
    ...made.map(contentOfController).filter(({ size }) => size > 0),
  ];
  if (sources.length > 0) return new Map(sources.flatMap((source) => [...source]));
  if (made.length > 0) return undefined;
  const unlisted = kind === 'Secret' ? unlistedContent(repository, name, namespace) : undefined;
  return unlisted ?? contentInOverlays(repository, kind, name);
}

function contentOfManifest(object: ClusterObject): Content {
  const { path, manifest } = object;
  const isEncrypted = 'sops' in manifest;
  const origin: Origin = isEncrypted
    ? { form: 'encrypted', path }
    : {
        form: 'manifest',
        path,
        namespace: textAt(mappingAt(manifest, 'metadata'), 'namespace'),
        type: textAt(manifest, 'type'),
      };
  return new Map(
    [...heldTexts(object)].map(([key, value]) => [key, { value: isEncrypted ? undefined : value, origin }]),
  );
}

/** The objects from which controllers make the Secret NAME. */
export function controllersOf(objects: readonly ClusterObject[], name: string): ClusterObject[] {
  return objects.filter(({ kind, name: own, manifest }) => {
    if (kind !== 'SealedSecret' && kind !== 'ExternalSecret') return false;
    const spec = mappingAt(manifest, 'spec');
    const target =
      kind === 'ExternalSecret'
        ? textAt(mappingAt(spec, 'target'), 'name')
        : textAt(mappingAt(spec, 'template', 'metadata'), 'name');
    return (target ?? own) === name;
  });
}

/** The keys that it makes, as far as it names them; the values are in a store, or sealed. */
function contentOfController({ kind, name, path, manifest }: ClusterObject): Content {
  const origin: Origin = { form: 'controller', path, object: `${kind} ${name}` };
  const spec = mappingAt(manifest, 'spec');
  const templated = Object.keys(mappingAt(spec, 'target', 'template', 'data'));
  const keys = [
    ...Object.keys(mappingAt(spec, 'encryptedData')),
    ...(templated.length > 0
      ? templated
      : listAt(spec, 'data').flatMap((one) => textAt(one, 'secretKey') ?? [])),
  ];
  return new Map(keys.map((key) => [key, { value: undefined, origin }]));
}

/** Of a file that no kustomization lists, which is applied by hand. */
function unlistedContent(
  repository: Repository,
  name: string,
  namespace: string | undefined,
): Content | undefined {
  const found = repository
    .memoize(unlistedSecrets, () => unlistedSecrets(repository))
    .find(({ secret, namespace: there }) => secret.name === name && mayShareNamespace(there, namespace));
  if (found === undefined) return undefined;
  const { path, secret } = found;
  const origin: Origin = { form: 'manifest', path, namespace: secret.namespace, type: secret.type };
  return new Map(secret.keys.map((key) => [key, { value: secret.value(key), origin }]));
}
