import type { Rule } from '../text/rules';

/** WHAT runs by it, for example `backups`; EXAMPLE is a schedule; FIELD is where it stands. */
export function scheduleRule(schedule: string, what: string, example: string, field = 'schedule'): Rule {
  return {
    code: 'cron-schedule',
    field,
    when: !isSchedule(schedule),
    say: `"${schedule}" is not a valid schedule for ${what}; allowed: the five fields of cron, for example "${example}"`,
  };
}

/** True if the API server accepts TEXT as a CronJob's schedule: the syntax of robfig/cron's standard parser. */
export function isSchedule(text: string): boolean {
  // The API server refuses a time zone in a schedule, and no other part has these letters.
  if (text.includes('TZ')) return false;
  if (text.startsWith('@')) return WORDS.has(text) || isInterval(text);
  const fields = text.split(WHITE_SPACE).filter((field) => field !== '');
  return (
    fields.length === FIELDS.length && FIELDS.every((field, index) => isField(fields[index] ?? '', field))
  );
}

interface Field {
  readonly least: number;
  readonly most: number;
  /** Names for the numbers, from the least on. */
  readonly names: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const FIELDS: readonly Field[] = [
  { least: 0, most: 59, names: [] },
  { least: 0, most: 23, names: [] },
  { least: 1, most: 31, names: [] },
  { least: 1, most: 12, names: MONTHS },
  { least: 0, most: 6, names: DAYS },
];

const WORDS: ReadonlySet<string> = new Set([
  '@yearly',
  '@annually',
  '@monthly',
  '@weekly',
  '@daily',
  '@midnight',
  '@hourly',
]);

/** The characters of Go's unicode.IsSpace, which does not include the byte order mark. */
const WHITE_SPACE = /[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/** A list. Empty items are ignored. */
function isField(text: string, field: Field): boolean {
  return text.split(',').every((item) => item === '' || isRange(item, field));
}

function isRange(text: string, field: Field): boolean {
  const [range = '', step = '1', ...more] = text.split('/');
  const [low = '', high, ...others] = range.split('-');
  const every = numberOf(step);
  if (more.length > 0 || every === undefined || every === 0) return false;
  // The parser ignores what follows a star.
  if (low === '*' || low === '?') return true;
  const from = valueOf(low, field);
  // A number with a step means: from that number to the field's end.
  const to = high === undefined ? (text.includes('/') ? field.most : from) : valueOf(high, field);
  if (from === undefined || to === undefined || others.length > 0) return false;
  return field.least <= from && from <= to && to <= field.most;
}

const GREATEST = 2n ** 63n - 1n;

function valueOf(text: string, { least, names }: Field): number | undefined {
  const named = names.indexOf(text.toLowerCase());
  return named < 0 ? numberOf(text) : least + named;
}

function numberOf(text: string): number | undefined {
  const [, sign, digits = ''] = /^([+-]?)(\d+)$/.exec(text) ?? [];
  if (digits === '' || BigInt(digits) > GREATEST || (sign === '-' && BigInt(digits) > 0n)) return undefined;
  return Number(digits);
}

/** `@every` with a duration in Go's format. One of less than a second counts as a second. */
function isInterval(text: string): boolean {
  const [, amounts] =
    /^@every [+-]?(0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|\u00b5s|\u03bcs|ms|s|m|h))+)$/.exec(text) ?? [];
  if (amounts === undefined) return false;
  const nanoseconds = Array.from(amounts.matchAll(/([\d.]+)([^\d.]+)/g), ([, amount, unit]) => {
    return Number(amount) * (NANOSECONDS[unit ?? ''] ?? 0);
  });
  return nanoseconds.reduce((sum, one) => sum + one, 0) < 2 ** 63;
}

const NANOSECONDS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  '\u00b5s': 1e3,
  '\u03bcs': 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};
