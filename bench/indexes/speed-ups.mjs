/** Of an even number the median is the lower of the two in the middle: nothing is made to look better. */
export function speedUps(ratios) {
  const sorted = [...ratios].sort((one, other) => one - other);
  return { least: sorted[0], median: sorted[Math.floor((sorted.length - 1) / 2)], best: sorted.at(-1) };
}
