const SPACE = '[ \\t\\n\\v\\f\\r]*';
const WORD = '[A-Za-z_\\u0080-\\uffff][A-Za-z_0-9$\\u0080-\\uffff]*';
const NAME = `(?:"(?:[^"]|"")*"|\\*|(?!(?:any|first)(?![0-9A-Za-z_$\\u0080-\\uffff]))${WORD}|\\d+)${SPACE}`;
const LIST = `${NAME}(?:,${SPACE}${NAME})*`;
const COUNTED = `(?:(?:any|first)[ \\t\\n\\v\\f\\r]+)?0*[1-9]\\d*${SPACE}\\(${SPACE}${LIST}\\)${SPACE}`;
const STANDBY_NAMES = new RegExp(`^(?:|${SPACE}(?:${LIST}|${COUNTED}))$`, 'i');

/** True if TEXT is valid for synchronous_standby_names, for example `ANY 1 (a, b)`. */
export function isStandbyNames(text: string): boolean {
  return STANDBY_NAMES.test(text);
}
