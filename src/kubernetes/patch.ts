import { Construct } from 'constructs';
import type { Mapping } from '../text/mapping';

/** One of the user's objects, as kustomize finds it. */
export interface PatchTarget {
  /** `apps/v1`. */
  readonly apiVersion: string;
  readonly kind: string;
  /** As written in its file. */
  readonly name: string;
  /** As written in its file. @default none */
  readonly namespace?: string;
}

export interface PatchProps {
  readonly target: PatchTarget;
  /** What is added to the object, by a strategic merge: list items are matched by their names. */
  readonly merge: Mapping;
}

/**
 * A change to one of the user's objects, whose file stays as it is. A chart with a patch is a kustomize Component: a
 * kustomization that changes the objects of the kustomization that lists it.
 */
export class Patch extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: PatchProps,
  ) {
    super(scope, id);
  }

  static isPatch(construct: unknown): construct is Patch {
    return construct instanceof Patch;
  }

  get fileName(): string {
    return patchFile(this.props.target);
  }

  get manifest(): Mapping {
    const { target, merge } = this.props;
    const { apiVersion, kind, name, namespace } = target;
    return { apiVersion, kind, metadata: { name, ...(namespace && { namespace }) }, ...merge };
  }

  /** Its entry in a kustomization's `patches`. */
  get entry(): Mapping {
    const { apiVersion, kind, name, namespace } = this.props.target;
    const [version = '', group] = apiVersion.split('/').reverse();
    return {
      path: this.fileName,
      target: {
        ...(group && { group }),
        version,
        kind,
        name: asPattern(name),
        ...(namespace && { namespace: asPattern(namespace) }),
      },
    };
  }
}

/** Each object has its own file, unlike those of a chart. */
export function patchFile({ kind, name }: Pick<PatchTarget, 'kind' | 'name'>): string {
  return `${kind.toLowerCase()}-${name}-patch.yaml`;
}

/** kustomize reads a name as a regular expression, in which a dot matches any character. */
export function asPattern(name: string): string {
  return name.replaceAll('.', '\\.');
}
