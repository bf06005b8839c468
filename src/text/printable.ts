/**
 * A text that is safe to print on one terminal line. Control characters, which could move the cursor or fake a line of
 * this tool's output, and characters that change the writing direction are replaced by their code points.
 */
export function printable(text: string): string {
  return text.replace(UNSEEN, (character) => {
    const short = SHORT[character];
    return short ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}

/** VALUE as JSON of several lines, with such characters as JSON's escapes. */
export function printableJson(value: unknown): string {
  const escaped = JSON.stringify(value, undefined, 2).replace(UNSEEN_IN_JSON, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return `${escaped}\n`;
}

const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
/** JSON has escaped the others, and its own line ends stay. */
const UNSEEN_IN_JSON = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
