/** A ratio's geometric mean over the rounds and the 95 % interval around it. */
export interface Ratio {
  readonly middle: number;
  readonly low: number;
  readonly high: number;
  readonly rounds: number;
}

/** Student's t for 95 %, two-sided, by degrees of freedom from 1 on. */
const T_95 = [12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.2, 2.18, 2.16, 2.14, 2.13];
const T_MANY = 2.1;

/**
 * Of pairs that were measured in the same round: what else the machine did then is in both. By logarithms, so that
 * twice and half are as far from 1.
 */
export function ratioOf(pairs: readonly (readonly [number, number])[]): Ratio {
  const logs = pairs.map(([ours, theirs]) => Math.log(ours / theirs));
  const mean = average(logs);
  const deviation = Math.sqrt(logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / (logs.length - 1));
  const half = ((T_95[logs.length - 2] ?? T_MANY) * deviation) / Math.sqrt(logs.length);
  return {
    middle: Math.exp(mean),
    low: Math.exp(mean - half),
    high: Math.exp(mean + half),
    rounds: logs.length,
  };
}

/** Whether the interval reaches no further than 3 % from its middle. */
export function isNarrow({ middle, low, high }: Ratio): boolean {
  return low >= middle * 0.97 && high <= middle * 1.03;
}

export function geometricMean(values: readonly number[]): number {
  return Math.exp(average(values.map((value) => Math.log(value))));
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
