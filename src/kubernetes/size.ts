import { SizeRoundingBehavior, type Size } from 'cdk8s';
import { isMapping, mappingAt } from '../text/mapping';

/** True if GIVEN is an object whose KEY is a Size, of any copy of cdk8s, or absent. */
export function isSized(given: unknown, key: string): boolean {
  if (given === undefined) return true;
  if (!isMapping(given)) return false;
  if (given[key] === undefined) return true;
  const { asString } = mappingAt(given[key]);
  return typeof asString === 'function';
}

/** Rounded down. */
export function mebibytes(size: Size): number {
  return size.toMebibytes({ rounding: SizeRoundingBehavior.FLOOR });
}
