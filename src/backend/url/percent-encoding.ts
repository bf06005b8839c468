import { ifReadable } from '../../text/if-readable';

/**
 * Encodes every byte outside `A-Za-z0-9-._~` (RFC 3986, 2.3), in UTF-8, except for the characters to keep. A space
 * becomes `%20`: libpq and asyncpg take `+` for itself.
 */
export function percentEncode(text: string, keep = ''): string {
  const encoded = encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return Array.from(keep).reduce((kept, one) => kept.replaceAll(encodeURIComponent(one), one), encoded);
}

/** Decodes what is encoded, and leaves alone what is not: a `%` of its own, bytes that are no UTF-8. Never throws. */
export function percentDecode(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => ifReadable(() => decodeURIComponent(run)) ?? run);
}

/** Decodes a part of a query in which `+` means a space: a form's, as JDBC, Python and Node read them. */
export function formDecode(text: string): string {
  return percentDecode(text.replaceAll('+', ' '));
}
