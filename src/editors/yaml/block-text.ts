/**
 * A block scalar with one line of content in place of its own. Its value loses the line end that a block adds to it,
 * unless it MAY keep that. Undefined for a value that no line of a block can hold.
 */
export function blockText(
  source: string,
  written: string,
  mayKeepEnd = false,
): { text: string; written: string } | undefined {
  const match = /^([|>])([-+]?)([ \t]*(?:#[^\n]*)?\r?\n)(?:[ \t]*\r?\n)*( +)/.exec(source);
  if (!match || !/^[!-~](?:[ -~]*[!-~])?$/.test(written)) return undefined;
  const [, mark = '', chomping, rest = '', indent = ''] = match;
  const keepsEnd = mayKeepEnd && chomping === '' && source.endsWith('\n');
  return {
    text: `${mark}${keepsEnd ? '' : '-'}${rest}${indent}${written}`,
    written: keepsEnd ? `${written}\n` : written,
  };
}
