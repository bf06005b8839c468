import { ifReadable } from '../../text/if-readable';

/**
 * Encodes the UTF-8 bytes of every character outside `A-Za-z0-9-._~` (RFC 3986, 2.3), except the characters of KEEP. A
 * space becomes `%20`, since libpq and asyncpg read `+` as a plus sign.
 */
export function percentEncode(text: string, keep = ''): string {
  const encoded = encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return Array.from(keep).reduce((kept, one) => kept.replaceAll(encodeURIComponent(one), one), encoded);
}

/** Decodes percent-encoded UTF-8. A single `%` and bytes that are not UTF-8 stay unchanged. Never throws. */
export function percentDecode(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => ifReadable(() => decodeURIComponent(run)) ?? run);
}

/** Decodes a part of a query in which `+` means a space, as JDBC, Python and Node do. */
export function formDecode(text: string): string {
  return percentDecode(text.replaceAll('+', ' '));
}
