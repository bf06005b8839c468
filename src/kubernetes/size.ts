import { SizeRoundingBehavior, type Size } from 'cdk8s';

/** Rounded down. */
export function mebibytes(size: Size): number {
  return size.toMebibytes({ rounding: SizeRoundingBehavior.FLOOR });
}
