/**
 * A text on one line of a terminal, as a name in it may not be one: control characters, which could move the cursor or
 * begin a line that looks like one of ours, and those that turn the direction of writing are shown by their numbers.
 */
export function printable(text: string): string {
  return text.replace(UNSEEN, (character) => {
    const short = SHORT[character];
    return short ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}

const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
