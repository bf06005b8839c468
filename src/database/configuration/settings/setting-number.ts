import type { Setting } from './known-settings';

/** A number in the setting's own unit, or why the text is not valid. */
export type NumberReading = { readonly value: number } | { readonly problem: 'number' | 'unit' };

// As C's isspace, strtol with base 0 (so 0x10 is 16 and 010 is 8) and strtod.
const LONG = /^[ \t\n\v\f\r]*([+-]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)/;
const HEXADECIMAL =
  /^[ \t\n\v\f\r]*([+-]?)0[xX](?:([0-9a-fA-F]+)(?:\.([0-9a-fA-F]*))?|\.([0-9a-fA-F]+))(?:[pP]([+-]?\d+))?/;
const DECIMAL = /^[ \t\n\v\f\r]*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)/;
const INFINITE = /^[ \t\n\v\f\r]*([+-]?)inf(?:inity)?/i;
const UNIT = /^([^ \t\n\v\f\r]{1,3})[ \t\n\v\f\r]*$/;

/** Sorted from the largest unit; each as a multiple of the smallest. */
const MEMORY = { TB: 1024 ** 4, GB: 1024 ** 3, MB: 1024 ** 2, kB: 1024, B: 1 };
const TIME = { d: 86_400_000_000, h: 3_600_000_000, min: 60_000_000, s: 1_000_000, ms: 1000, us: 1 };
const MAX_LONG = 2 ** 63;
const MIN_NORMAL = 2 ** -1022;
const MAX_INT = 2 ** 31;

/** Parses a setting of type integer or real, as parse_int and parse_real in PostgreSQL's guc.c. */
export function settingNumber(text: string, { type, unit }: Setting): NumberReading {
  const number = type === 'integer' ? integer(text) : double(text);
  if (number === undefined) return { problem: 'number' };
  const rest = number.rest.replace(/^[ \t\n\v\f\r]+/, '');
  const inUnit =
    rest === '' ? number.value : unit === undefined ? undefined : converted(number.value, rest, unit);
  if (inUnit === undefined) return { problem: 'unit' };
  if (type === 'real') return { value: inUnit };
  const rounded = roundToEven(inUnit);
  return { value: Math.abs(rounded) > MAX_INT ? Math.sign(rounded) * Infinity : rounded };
}

/** The units that are allowed after a number whose own unit is UNIT; none for a plain number. */
export function unitsBeside(unit: string | undefined): readonly string[] {
  return unit === undefined ? [] : Object.keys(sizes(unit));
}

interface Numeral {
  readonly value: number;
  /** The text after it. */
  readonly rest: string;
}

function integer(text: string): Numeral | undefined {
  const match = LONG.exec(text);
  const rest = text.slice(match?.[0].length ?? 0);
  const [, sign, digits = ''] = match ?? [];
  const size = /^0[0-7]/.test(digits) ? parseInt(digits, 8) : Number(digits);
  if (/^[.eE]/.test(rest) || size >= MAX_LONG) return double(text);
  return match === null ? undefined : { value: sign === '-' ? -size : size, rest };
}

function double(text: string): Numeral | undefined {
  const match = HEXADECIMAL.exec(text) ?? DECIMAL.exec(text);
  if (match === null) {
    const infinite = INFINITE.exec(text);
    if (infinite === null) return undefined;
    return { value: infinite[1] === '-' ? -Infinity : Infinity, rest: behind(text, infinite) };
  }
  const isDecimal = match.length === 2;
  const value = isDecimal ? Number(match[1]) : hexadecimal(match);
  const digits = isDecimal ? (match[1] ?? '').replace(/e.*/i, '') : match.slice(2, 5).join('');
  // ERANGE: too large for a double, or too small.
  if (!Number.isFinite(value) || (Math.abs(value) < MIN_NORMAL && /[1-9a-f]/i.test(digits))) return undefined;
  return { value, rest: behind(text, match) };
}

function behind(text: string, match: RegExpExecArray): string {
  return text.slice(match[0].length);
}

function hexadecimal([
  ,
  sign,
  whole = '',
  fraction = '',
  only = '',
  exponent = '0',
]: RegExpExecArray): number {
  const digits = `${whole}${fraction}${only}`;
  const size = Number(`0x${digits}`) * 2 ** (Number(exponent) - 4 * `${fraction}${only}`.length);
  return sign === '-' ? -size : size;
}

/** Converts VALUE to the base unit. A fraction is rounded to the next smaller unit, such as in 30.1GB. */
function converted(value: number, text: string, base: string): number | undefined {
  const given = UNIT.exec(text)?.[1];
  const table = Object.entries(sizes(base));
  const index = table.findIndex(([name]) => name === given);
  const [, size] = table[index] ?? [];
  if (size === undefined) return undefined;
  const per = baseSize(base);
  const [, smaller] = table[index + 1] ?? [];
  const inBase = value * (size / per);
  return smaller === undefined ? inBase : roundToEven(inBase / (smaller / per)) * (smaller / per);
}

function sizes(base: string): Readonly<Record<string, number>> {
  return base.endsWith('B') ? MEMORY : TIME;
}

/** The size of `8kB` or `ms`. */
function baseSize(base: string): number {
  const [, count = '', name = ''] = /^(\d*)(.+)$/.exec(base) ?? [];
  return Number(count === '' ? 1 : count) * (sizes(base)[name] ?? NaN);
}

/** C's rint. */
function roundToEven(value: number): number {
  const below = Math.floor(value);
  const part = value - below;
  if (part === 0.5) return below % 2 === 0 ? below : below + 1;
  return part < 0.5 ? below : below + 1;
}
