import { folded } from './known-settings';
import { settingList } from './setting-list';

/** The meaning of a word in DateStyle: the output's style, the order of day and month, or both for `default`. */
const WORDS: readonly (readonly [word: RegExp, style?: string | undefined, order?: string])[] = [
  [/^iso$/, 'iso'],
  [/^sql$/, 'sql'],
  [/^postgres/, 'postgres'],
  [/^german$/, 'german'],
  [/^ymd$/, undefined, 'ymd'],
  [/^(?:dmy$|euro)/, undefined, 'dmy'],
  [/^(?:mdy$|us$|noneuro)/, undefined, 'mdy'],
  [/^default$/],
];

/** True if TEXT is a valid DateStyle: at most one style and one order. */
export function isDateStyle(text: string): boolean {
  const words = settingList(text)?.map((item) => WORDS.find(([word]) => word.test(folded(item))));
  if (words === undefined || words.includes(undefined)) return false;
  const count = (index: 1 | 2): number => new Set(words.flatMap((word) => word?.[index] ?? [])).size;
  return count(1) <= 1 && count(2) <= 1;
}
