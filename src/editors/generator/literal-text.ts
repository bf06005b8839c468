/** A `KEY=value` of a generator's literals. */
export interface Literal {
  readonly key: string;
  /** What the application gets. */
  readonly value: string;
}

/** As kustomize reads it: to the first `=`; one pair of quotes around the value is not part of it. */
export function readLiteral(source: string): Literal | undefined {
  const at = source.indexOf('=');
  if (at < 1) return undefined;
  return { key: source.slice(0, at), value: withoutQuotes(source.slice(at + 1)) };
}

/** The literal that gives KEY that value, with the quotes that the old one has. */
export function literalText({ key, value }: Literal, old: string): string {
  const written = old.slice(old.indexOf('=') + 1);
  const quote = withoutQuotes(written) === written ? '' : written.charAt(0);
  // Older versions of kustomize fail for a quote alone.
  const isKept = withoutQuotes(value) === value && !/^["']$/.test(value);
  const wanted = quote === '' && !isKept ? '"' : quote;
  return `${key}=${wanted}${value}${wanted}`;
}

function withoutQuotes(text: string): string {
  const [first] = text;
  const isQuoted = text.length > 1 && (first === '"' || first === "'") && text.endsWith(first);
  return isQuoted ? text.slice(1, -1) : text;
}
