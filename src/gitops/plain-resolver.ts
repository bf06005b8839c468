import type { IResolver, ResolutionContext } from 'cdk8s';

/** cdk8s asks each resolver about each value of each object; most are texts, lists and mappings, with nothing to resolve. */
export class PlainResolver implements IResolver {
  constructor(private readonly others: readonly IResolver[]) {}

  /** Where nobody has added one of their own. */
  static isAlone([first, ...more]: readonly IResolver[]): boolean {
    return first instanceof PlainResolver && more.length === 0;
  }

  resolve(context: ResolutionContext): void {
    if (typeof context.value !== 'object' || isPlain(context.value as object)) return;
    for (const resolver of this.others) {
      resolver.resolve(context);
      if (context.replaced) return;
    }
  }
}

/** A list, or a mapping without the method that cdk8s takes for a token's. */
function isPlain(value: object): boolean {
  return Array.isArray(value) || (value.constructor === Object && !('resolve' in value));
}
