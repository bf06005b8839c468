import { Construct } from 'constructs';
import type { Mapping } from '../text/mapping';

/** One of the user's own objects, as kustomize finds it. */
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
  /** What the object gets, merged as Kubernetes merges it (a strategic merge): lists by their items' names. */
  readonly merge: Mapping;
}

/**
 * What changes in an object of the user's, whose file stays as it is. A chart that holds one is a kustomize Component:
 * a kustomization that works on all that stands beside it.
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

  /** What a kustomization says of it. */
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

/** Of a kind's many objects each has its own file. */
export function patchFile({ kind, name }: Pick<PatchTarget, 'kind' | 'name'>): string {
  return `${kind.toLowerCase()}-${name}-patch.yaml`;
}

/** kustomize reads a name as a regular expression, and a dot is none of theirs. */
export function asPattern(name: string): string {
  return name.replaceAll('.', '\\.');
}
