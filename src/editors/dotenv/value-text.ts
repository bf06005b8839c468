/** A reference to a variable of whoever reads the file, and nothing else. */
const REFERENCE = /^\$\{[A-Za-z_][A-Za-z0-9_]*\}$/;
/** What no reader takes for more than itself, a shell with `export` before it among them. */
const PLAIN = /^[A-Za-z0-9_@%+=:,./-]*$/;
/** Where there is no `export`, a shell looks for no files either, and addresses have this in them. */
const PLAIN_ASSIGNED = /^[A-Za-z0-9_@%+=:,./?-]*$/;
/** What is one line in any editor. */
const ONE_LINE = /^[^\p{Cc}\u2028\u2029\ufeff]*$/u;

export type QuoteStyle = 'plain' | 'single' | 'double';

/** How a value can be written so that all readers find the same in it; none where there is no such way. */
export function writtenForms(value: string, exported: boolean): Partial<Record<QuoteStyle, string>> {
  if (REFERENCE.test(value)) return { plain: value, double: `"${value}"` };
  // Read as a reference in whatever quotes by one, and not at all by others.
  if (!value.isWellFormed() || !ONE_LINE.test(value.replaceAll('\t', '')) || value.includes('${')) return {};
  return {
    ...((exported ? PLAIN : PLAIN_ASSIGNED).test(value) && { plain: value }),
    // Some take a backslash in them for an escape: before another one, and before the closing mark.
    ...(!/'|\\\\|\\$/.test(value) && { single: `'${value}'` }),
    ...(!/["$\\`]/.test(value) && { double: `"${value}"` }),
  };
}

export function styleOf(source: string): QuoteStyle {
  return source.startsWith("'") ? 'single' : source.startsWith('"') ? 'double' : 'plain';
}
