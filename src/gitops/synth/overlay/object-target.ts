import { mappingAt, textAt, type Mapping } from '../../../text/mapping';

/** The object that a patch changes, by its kind, name and namespace in the file. */
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

/** A unique key of a target. */
export function targetKey({ kind, name, namespace = '' }: ObjectTarget): string {
  return [kind, name, namespace].join(' ');
}
