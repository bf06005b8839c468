/** A ratio as it is said: 3.4x, 1,234x. */
export function times(ratio) {
  return `${ratio < 10 ? ratio.toFixed(1) : Math.round(ratio).toLocaleString('en')}x`;
}
