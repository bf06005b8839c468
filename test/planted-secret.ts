/** A text that is to stay secret, and where it was found. */
export interface Leak {
  readonly path: string;
  /** How it was written there. */
  readonly form: string;
}

/** The files, path to content, in which SECRET stands, as it is or in one of the forms in which others carry it. */
export function leaksOf(secret: string, files: Iterable<readonly [string, string | Buffer]>): Leak[] {
  if (secret.length < SHORTEST) throw new Error(`${secret.length} characters stand anywhere by chance`);
  const forms = Object.entries(formsOf(secret)).map(
    ([form, texts]) => [form, texts.filter((text) => form === PLAIN || text !== secret).map(folded)] as const,
  );
  return [...files].flatMap(([path, content]) => {
    const bytes = Buffer.from(content);
    // What is written over several lines, as base64 and a YAML scalar may be, is one text.
    const readings = [bytes.toString('utf8'), bytes.toString('utf16le')].flatMap((text) => [
      folded(text),
      folded(text.replace(/\\?\r?\n[ \t]*/g, '')),
      folded(text.replace(/\r?\n[ \t]*/g, ' ')),
    ]);
    return forms
      .filter(([, texts]) => texts.some((text) => readings.some((reading) => reading.includes(text))))
      .map(([form]) => ({ path, form }));
  });
}

const SHORTEST = 8;
const PLAIN = 'as it is';

/** Hexadecimal digits and percent-encoded bytes are written in either case. */
function folded(text: string): string {
  return text.toLowerCase();
}

function formsOf(secret: string): Record<string, string[]> {
  const bytes = Buffer.from(secret, 'utf8');
  const json = JSON.stringify(secret).slice(1, -1);
  return {
    [PLAIN]: [secret],
    base64: [0, 1, 2].flatMap((shift) => insideBase64(bytes, shift)),
    'percent-encoded': [
      encodeURIComponent(secret),
      encodeURIComponent(secret).replaceAll('%20', '+'),
      encodeURIComponent(secret).replace(
        /[!'()*~._-]/g,
        (character) => `%${character.charCodeAt(0).toString(16)}`,
      ),
      Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
    ],
    hexadecimal: [bytes.toString('hex')],
    escaped: [
      json,
      json.replaceAll('/', '\\/'),
      secret.replaceAll("'", "''"),
      secret.replaceAll('$', '$$$$'),
      secret.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`),
    ],
    reversed: [[...secret].reverse().join('')],
  };
}

/** What base64 makes of it wherever it begins in a longer text, without the digits that its neighbours have a part in. */
function insideBase64(bytes: Buffer, shift: number): string[] {
  const encoded = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
  const first = shift === 0 ? 0 : shift + 1;
  const whole = Math.floor(((shift + bytes.length) * 8) / 6);
  const digits = encoded.slice(first, whole);
  return [digits, digits.replaceAll('+', '-').replaceAll('/', '_')];
}
