import { betterThan } from './redundancy.mjs';
import { speedUps } from './speed-ups.mjs';

const LEAST_RATIO = 2;

/** What is wrong with an example's indexes: one text each. */
export function problemsOf({ indexes, queriesWithout, measured }) {
  const best = new Map(bestOfEach(measured).map((one) => [one.index.name, one]));
  const without = queriesWithout.map((name) => `query ${name}: its plan has none of the indexes`);
  const wrong = indexes
    .filter(({ isUnique }) => !isUnique)
    .flatMap((index) => {
      const better = betterThan(index, indexes);
      return [
        ...(better === undefined ? [] : [`index ${index.name}: ${better.name} does all that it does`]),
        ...pay(index.name, best.get(index.name)),
      ];
    });
  return [...without, ...wrong];
}

function pay(name, best) {
  if (best === undefined) return [`index ${name}: no query's plan has it`];
  if (best.ratio >= LEAST_RATIO) return [];
  return [`index ${name}: pays ${best.ratio.toFixed(2)}x in ${best.query}, less than ${LEAST_RATIO}x`];
}

/** Of the queries whose plan has an index, the one for which it pays most; the best index first. */
export function bestOfEach(measured) {
  const sorted = [...measured].sort((one, other) => other.ratio - one.ratio);
  return sorted.filter(
    ({ index }, place) => sorted.findIndex((other) => other.index.name === index.name) === place,
  );
}

/** What has to hold with a million rows in the largest tables. */
export function targets(best) {
  const ratios = speedUps(best.map(({ ratio }) => ratio));
  return {
    'at least 15 indexes, each with a query whose plan uses it': best.length >= 15,
    'best above 1,000x': ratios.best > 1000,
    'median above 90x': ratios.median > 90,
  };
}
