/** How a string is quoted in YAML. */
export type ScalarStyle = 'plain' | 'single' | 'double';

/** Words and numbers that some YAML 1.1 or 1.2 parser does not read as a string. */
export const RESERVED =
  /^(?:y|n|yes|no|on|off|true|false|null|[-+]?(?:[\d_]*(?:\.[\d_]*)?(?:e[-+]?\d+)?|0[box][\da-f_]*))$/i;
const NUMBER_LIKE = /^[-+.0-9][0-9a-foxtz_.:,+ -]*$/i;
/** Starts with a character that has no other meaning at the start; then only visible ASCII characters and spaces. */
const PLAIN = /^[A-Za-z0-9_/.+$\\][!-~ ]*$/;
const BREAKS_PLAIN = /: |:$| #| $|^[-+]?\.(?:inf|nan)$|^\.\.\.$/i;

/** The value as YAML text, in the requested style if the value allows it, else in double quotes. */
export function scalarText(value: string, style: ScalarStyle, inFlow: boolean): string {
  if (style === 'plain' && isPlain(value) && !(inFlow && /[,[\]{}]/.test(value))) return value;
  if (style === 'single' && /^[ -~\u00a0-\ud7ff]*$/.test(value) && !/[\u2028\u2029]/.test(value)) {
    return `'${value.replaceAll("'", "''")}'`;
  }
  return flowText(value);
}

function isPlain(value: string): boolean {
  return PLAIN.test(value) && !BREAKS_PLAIN.test(value) && !RESERVED.test(value) && !NUMBER_LIKE.test(value);
}

/** As JSON, whose escapes YAML reads too. Characters that YAML does not print or breaks lines at are escaped as well. */
export function flowText(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
