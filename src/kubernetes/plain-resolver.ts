import type { IResolver, ResolutionContext } from 'cdk8s';

/** cdk8s asks each resolver about each value of each object; most are texts, lists and mappings, with nothing to resolve. */
export class PlainResolver implements IResolver {
  private listening: ((value: unknown) => void) | undefined;

  constructor(private readonly others: readonly IResolver[]) {}

  /** The one of an app to which nobody has added one of their own. */
  static aloneOf([first, ...more]: readonly IResolver[]): PlainResolver | undefined {
    return first instanceof PlainResolver && more.length === 0 ? first : undefined;
  }

  /** What RENDER asks to have resolved, as it is. */
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
      // Of nothing cdk8s asks no more.
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

/** A list, or a mapping without the method that cdk8s takes for a token's. */
export function isPlain(value: object): boolean {
  return Array.isArray(value) || (value.constructor === Object && !('resolve' in value));
}
