import { mappingAt, textAt, type Mapping } from '../../../text/mapping';

/** Which object a patch is for, as kustomize finds it: by what stands in its file. */
export interface ObjectTarget {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

export function targetOf(object: Mapping): ObjectTarget {
  const metadata = mappingAt(object, 'metadata');
  const namespace = textAt(metadata, 'namespace');
  return {
    kind: textAt(object, 'kind') ?? '',
    name: textAt(metadata, 'name') ?? '',
    ...(namespace !== undefined && { namespace }),
  };
}

/** Under which name a target is known among others. */
export function targetKey({ kind, name, namespace = '' }: ObjectTarget): string {
  return [kind, name, namespace].join(' ');
}
