import { loadAll } from 'js-yaml';
import type { Reached } from './kustomize-tree';
import { isMapping, listAt, mappingAt, textAt, type Mapping } from '../../text/mapping';
import type { Notice } from '../../text/refusal';

/** One Kubernetes object of the user's tree, under the name and in the namespace that kustomize gives it. */
export interface ClusterObject {
  readonly kind: string;
  readonly apiVersion: string;
  /** As written in the file. */
  readonly name: string;
  /** Where it ends up; undefined is whatever `kubectl apply` is told. */
  readonly namespace: string | undefined;
  /** The file, relative to the repository's root. */
  readonly path: string;
  readonly manifest: Mapping;
  /** What kustomizations put on its pods. @default none */
  readonly podLabels?: Mapping;
}

/** The objects in one file; one that is no YAML is noted and passed over, as it need not concern the database. */
export function objectsOf(reached: Reached, text: string, notices: Notice[]): ClusterObject[] {
  let documents: unknown[];
  try {
    documents = loadAll(text);
  } catch {
    notices.push({
      code: 'unreadable-yaml',
      path: reached.path,
      message: 'is not readable as YAML, so nothing in it was looked at',
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
