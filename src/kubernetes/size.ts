import { SizeRoundingBehavior, type Size } from 'cdk8s';
import { isMapping, mappingAt } from '../text/mapping';

/** An object in which KEY, where it is there, is a Size, of whichever copy of cdk8s. */
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
