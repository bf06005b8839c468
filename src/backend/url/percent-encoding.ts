/**
 * Encodes every byte outside `A-Za-z0-9-._~` (RFC 3986, 2.3), in UTF-8, except for the characters to keep. A space
 * becomes `%20`: libpq and asyncpg take `+` for itself.
 */
export function percentEncode(text: string, keep = ''): string {
  return text.replace(/[^A-Za-z0-9\-._~]/gu, (character) =>
    keep.includes(character) ? character : encodeBytes(character),
  );
}

function encodeBytes(character: string): string {
  return [...Buffer.from(character, 'utf8')]
    .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('');
}

/** Decodes what is encoded, and leaves alone what is not: a `%` of its own, bytes that are no UTF-8. Never throws. */
export function percentDecode(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run;
    }
  });
}

/** Decodes a part of a query in which `+` means a space: a form's, as JDBC, Python and Node read them. */
export function formDecode(text: string): string {
  return percentDecode(text.replaceAll('+', ' '));
}
