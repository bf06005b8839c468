import { closest, distance } from 'fastest-levenshtein';

/** Of NAMES the one that is most like NAME; undefined where none is like it. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  const wanted = name.toLowerCase();
  const best = closest(wanted, names);
  return distance(wanted, best.toLowerCase()) <= Math.max(1, Math.floor(name.length / 3)) ? best : undefined;
}
