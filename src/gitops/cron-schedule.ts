const MONTHS = 'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec';
const DAYS = 'sun|mon|tue|wed|thu|fri|sat';

/** Minute, hour, day of the month, month, day of the week: what each may be, as Kubernetes reads it. */
const FIELDS = [
  '[0-5]?\\d',
  '[01]?\\d|2[0-3]',
  '0?[1-9]|[12]\\d|3[01]',
  `0?[1-9]|1[0-2]|${MONTHS}`,
  `[0-6]|${DAYS}`,
].map((value) => {
  const item = `(?:\\*|(?:${value})(?:-(?:${value}))?)(?:/[1-9]\\d?)?`;
  return new RegExp(`^${item}(?:,${item})*$`, 'i');
});

/** Whether the API server takes it for a CronJob's schedule. */
export function isSchedule(text: string): boolean {
  const fields = text.split(' ');
  return fields.length === FIELDS.length && FIELDS.every((field, index) => field.test(fields[index] ?? ''));
}
