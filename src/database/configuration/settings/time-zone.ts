/** Files of the time zone database that are no zone of IANA's. */
const OTHER_FILES = /^(?:localtime|posixrules|factory|posix\/.*)$/i;

/**
 * Whether the server may know TEXT as a time zone: by its name, or as an offset in POSIX' form, which takes nearly
 * anything with a digit in it (`FOO3BAR`). The names are Node's own, without a list to keep.
 */
export function mayBeTimeZone(text: string): boolean {
  return /\d/.test(text) || OTHER_FILES.test(text) || isZoneName(text);
}

function isZoneName(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}
