import { folded } from './known-settings';

const SPACE = '[ \\t\\n\\v\\f\\r]*';
const ITEM = '(?:"(?:[^"]|"")*"|[^", \\t\\n\\v\\f\\r][^, \\t\\n\\v\\f\\r]*)';
const LIST = new RegExp(`^${SPACE}(?:${ITEM}${SPACE}(?:,${SPACE}${ITEM}${SPACE})*)?$`);

/**
 * The items of a setting that is a list, as the server's SplitIdentifierString reads it: parted by commas, folded to
 * small letters unless they stand in double quotes. Undefined where it is none, as in `a,,b` or `a b`.
 */
export function settingList(text: string): readonly string[] | undefined {
  if (!LIST.test(text)) return undefined;
  return (text.match(new RegExp(ITEM, 'g')) ?? []).map((item) =>
    item.startsWith('"') ? item.slice(1, -1).replaceAll('""', '"') : folded(item),
  );
}
