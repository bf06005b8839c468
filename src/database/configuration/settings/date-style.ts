import { folded } from './known-settings';
import { settingList } from './setting-list';

/** What a word of DateStyle says: the output's style, the order of day and month, or by `default` both at once. */
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

/** Whether TEXT is a DateStyle: one style and one order at the most. */
export function isDateStyle(text: string): boolean {
  const words = settingList(text)?.map((item) => WORDS.find(([word]) => word.test(folded(item))));
  if (words === undefined || words.includes(undefined)) return false;
  const said = (index: 1 | 2): number => new Set(words.flatMap((word) => word?.[index] ?? [])).size;
  return said(1) <= 1 && said(2) <= 1;
}
