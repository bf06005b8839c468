import { folded } from './known-settings';

const SPACE = '[ \\t\\n\\v\\f\\r]*';
const ITEM = '(?:"(?:[^"]|"")*"|[^", \\t\\n\\v\\f\\r][^, \\t\\n\\v\\f\\r]*)';
const LIST = new RegExp(`^${SPACE}(?:${ITEM}${SPACE}(?:,${SPACE}${ITEM}${SPACE})*)?$`);

/**
 * The items of a list, as the server's SplitIdentifierString reads it: separated by commas, in lower case unless they are
 * in double quotes. Undefined if TEXT is not a valid list, such as `a,,b` or `a b`.
 */
export function settingList(text: string): readonly string[] | undefined {
  if (!LIST.test(text)) return undefined;
  return (text.match(new RegExp(ITEM, 'g')) ?? []).map((item) =>
    item.startsWith('"') ? item.slice(1, -1).replaceAll('""', '"') : folded(item),
  );
}
