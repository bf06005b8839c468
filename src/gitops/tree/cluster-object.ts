import { loadAll } from 'js-yaml';
import type { Reached } from './kustomize-tree';
import { isMapping, listAt, mappingAt, textAt, type Mapping } from '../../text/mapping';
import type { Notice } from '../../text/refusal';

/** A Kubernetes object in the user's base, with the namespace that kustomize gives it. */
export interface ClusterObject {
  readonly kind: string;
  readonly apiVersion: string;
  /** As written in the file, without kustomize's prefix and suffix. */
  readonly name: string;
  /** After kustomize. Undefined: the namespace that `kubectl apply` is run with. */
  readonly namespace: string | undefined;
  /** The file, relative to the repository's root. */
  readonly path: string;
  readonly manifest: Mapping;
  /** Labels that kustomizations add to its pods. @default none */
  readonly podLabels?: Mapping;
}

/** The objects in one file. A file that is not YAML is skipped with a notice: it may have nothing to do with the database. */
export function objectsOf(reached: Reached, text: string, notices: Notice[]): ClusterObject[] {
  let documents: unknown[];
  try {
    documents = loadAll(text);
  } catch {
    notices.push({
      code: 'unreadable-yaml',
      path: reached.path,
      message: 'is not valid YAML, so its objects were ignored',
    });
    return [];
  }
  return documents
    .flatMap((document) =>
      textAt(document, 'kind') === 'List' ? [...listAt(document, 'items')] : [document],
    )
    .flatMap((manifest): ClusterObject[] => {
      const kind = textAt(manifest, 'kind');
      const name = textAt(mappingAt(manifest, 'metadata'), 'name');
      if (!isMapping(manifest) || kind === undefined || name === undefined) return [];
      return [
        {
          kind,
          apiVersion: textAt(manifest, 'apiVersion') ?? '',
          name,
          namespace: reached.namespace ?? textAt(mappingAt(manifest, 'metadata'), 'namespace'),
          path: reached.path,
          manifest,
          ...(reached.podLabels && { podLabels: reached.podLabels }),
        },
      ];
    });
}
