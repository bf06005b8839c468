/** `Key=Value;…`, as ADO.NET and ODBC write it. A quote is doubled inside of its quotes, `}` inside of braces. */
const STATEMENT =
  /\s*([^=;"'{}]+?)\s*=\s*(?:"((?:[^"]|"")*)"|'((?:[^']|'')*)'|\{((?:[^}]|\}\})*)\}|([^;"'{][^;]*)?)\s*(?:;|$)\s*/y;

/** The name is in lower case and without spaces. */
export type Pair = readonly [name: string, value: string, written: string];

/** The pairs of a connection string. Undefined for any other text. */
export function statementPairs(text: string): Pair[] | undefined {
  return pairsBy(STATEMENT, text.replace(/[;\s]+$/, ''), ([, name = '', double, single, braced, bare]) => [
    name.toLowerCase().replaceAll(/[\s_]+/g, ''),
    double?.replaceAll('""', '"') ??
      single?.replaceAll("''", "'") ??
      braced?.replaceAll('}}', '}') ??
      bare?.trim() ??
      '',
    name,
  ]);
}

/** One `keyword = value` of libpq. The value may be in single quotes, with `\` before a quote or a backslash. */
const KEYWORD = /\s*([A-Za-z_]\w*)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|((?:[^\s'\\]|\\.)*))(?:\s+|$)/sy;

/** The pairs of libpq's connection string, `host=db user=app`. Undefined for any other text. */
export function keywordPairs(text: string): Pair[] | undefined {
  return pairsBy(KEYWORD, text, ([, name = '', quoted, bare]) => [
    name.toLowerCase(),
    (quoted ?? bare ?? '').replaceAll(/\\(.)/gs, '$1'),
    name,
  ]);
}

function pairsBy(pattern: RegExp, text: string, read: (match: RegExpExecArray) => Pair): Pair[] | undefined {
  const pairs: Pair[] = [];
  for (pattern.lastIndex = 0; pattern.lastIndex < text.length;) {
    const match = pattern.exec(text);
    if (match === null) return undefined;
    pairs.push(read(match));
  }
  return pairs.length === 0 ? undefined : pairs;
}
