/**
 * What a slip has put around a value is taken away: quotes, `NAME=` before a URL, base64 twice. Otherwise the text itself,
 * trimmed.
 */
export function unwrapped(text: string): string {
  let inner = text.trim();
  for (let layer = 0; layer < MOST_LAYERS; layer += 1) {
    const next = LAYERS.map((peel) => peel(inner)).find((peeled) => peeled !== undefined);
    if (next === undefined) return inner;
    inner = next.trim();
  }
  return inner;
}

const MOST_LAYERS = 4;

const LAYERS: readonly ((text: string) => string | undefined)[] = [
  (text) => /^(["'`])((?:(?!\1).)*)\1$/s.exec(text)?.[2],
  (text) => /^(?:export\s+)?[A-Z_][A-Z0-9_]*=(["']?[a-z][\w+.-]*:.*)$/s.exec(text)?.[1],
  decoded,
];

function decoded(text: string): string | undefined {
  if (text.length < 12 || text.length > 8192 || !/^[A-Za-z0-9+/]+={0,2}\s*$/.test(text)) return undefined;
  const inner = Buffer.from(text, 'base64').toString('utf8');
  return /^["']?[a-z][\w+.-]*:\/\/[\x20-\x7e]*\s*$/i.test(inner) ? inner : undefined;
}
