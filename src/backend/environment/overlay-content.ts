import { posix } from 'node:path';
import { objectsOf } from '../../gitops/tree/cluster-object';
import { heldTexts } from '../../gitops/tree/held-texts';
import { overlaysOf, type Overlay } from '../../gitops/tree/overlays';
import type { Repository } from '../../gitops/tree/repository';
import { isMapping, listAt, textAt } from '../../text/mapping';
import type { HeldValue, HolderKind } from './effective-environment';
import { contentOfGenerator } from './generated-content';

/** Each overlay makes the object: the base has none. */
export interface OverlayOrigin {
  readonly form: 'overlay';
  /** The first overlay's kustomization. */
  readonly path: string;
  /** The values in all overlays. */
  readonly values: readonly (string | undefined)[];
}

/** The content that the overlays give to an object which the base does not have; undefined if none does. */
export function contentInOverlays(
  repository: Repository,
  kind: HolderKind,
  name: string,
): Map<string, HeldValue<OverlayOrigin>> | undefined {
  const found = overlaysOf(repository).flatMap((overlay) =>
    valuesIn(repository, overlay, kind, name).map((values) => ({ path: overlay.path, values })),
  );
  const [first] = found;
  if (first === undefined) return undefined;
  const keys = new Set(found.flatMap(({ values }) => [...values.keys()]));
  return new Map(
    [...keys].map((key) => {
      const values = found.flatMap((one) => (one.values.has(key) ? [one.values.get(key)] : []));
      return [key, { value: values[0], origin: { form: 'overlay', path: first.path, values } }];
    }),
  );
}

function valuesIn(
  repository: Repository,
  { path, data, below }: Overlay,
  kind: HolderKind,
  name: string,
): ReadonlyMap<string, string | undefined>[] {
  const list = kind === 'Secret' ? 'secretGenerator' : 'configMapGenerator';
  const generated = listAt(data, list)
    .filter(isMapping)
    .filter((entry) => textAt(entry, 'name') === name)
    .map((entry) => {
      const content = contentOfGenerator(repository, path, entry);
      return new Map([...content].map(([key, { value }]) => [key, value]));
    });
  const manifests = below
    .filter((file) => /\.ya?ml$/.test(file) && posix.dirname(file) === posix.dirname(path))
    .flatMap((file) => objectsOf({ path: file, namespace: undefined }, textOf(repository, file), []))
    .filter((object) => object.kind === kind && object.name === name)
    .map(heldTexts);
  return [...generated, ...manifests];
}

function textOf(repository: Repository, path: string): string {
  return repository.outsideBase(path)?.toString('utf8') ?? '';
}
