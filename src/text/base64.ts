/** Encodes a text for a Secret's `data`. */
export function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

/** Decodes a value of a Secret's `data`. */
export function fromBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8');
}
