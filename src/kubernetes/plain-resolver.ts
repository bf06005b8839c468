import type { IResolver, ResolutionContext } from 'cdk8s';

/** cdk8s asks each resolver about each value of each object. Most values are plain, and need no resolving. */
export class PlainResolver implements IResolver {
  private listening: ((value: unknown) => void) | undefined;

  constructor(private readonly others: readonly IResolver[]) {}

  /** This resolver, if nobody added others to the app. */
  static aloneOf([first, ...more]: readonly IResolver[]): PlainResolver | undefined {
    return first instanceof PlainResolver && more.length === 0 ? first : undefined;
  }

  /** The value that RENDER wants resolved, without resolving it. */
  unresolved(render: () => unknown): unknown {
    let asked: unknown;
    this.listening = (value) => (asked = value);
    try {
      render();
    } finally {
      this.listening = undefined;
    }
    return asked;
  }

  resolve(context: ResolutionContext): void {
    if (this.listening !== undefined) {
      this.listening(context.value);
      // cdk8s asks nothing more about undefined.
      context.replaceValue(undefined);
      return;
    }
    if (typeof context.value !== 'object' || isPlain(context.value as object)) return;
    for (const resolver of this.others) {
      resolver.resolve(context);
      if (context.replaced) return;
    }
  }
}

/** A list, or a mapping without `resolve`, the method by which cdk8s recognizes a token. */
export function isPlain(value: object): boolean {
  return Array.isArray(value) || (value.constructor === Object && !('resolve' in value));
}
