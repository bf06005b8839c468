/** As a Secret's `data` holds a text. */
export function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

/** The text that a Secret's `data` holds. */
export function fromBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8');
}
