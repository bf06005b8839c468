import { closest, distance } from 'fastest-levenshtein';

/** The one of NAMES that is spelled most like NAME, in any case; undefined if none is like it. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  const wanted = name.toLowerCase();
  const folded = names.map((one) => one.toLowerCase());
  const swapped = folded.find((one) => sorted(one) === sorted(wanted));
  const best = swapped ?? closest(wanted, folded);
  const isNear = best === swapped || distance(wanted, best) <= Math.max(1, Math.floor(name.length / 3));
  return isNear ? names[folded.indexOf(best)] : undefined;
}

/** Two letters in the wrong order are a distance of two, and of one mistake. */
function sorted(name: string): string {
  return Array.from(name).sort().join('');
}
