import { isZoneName } from '../../../text/zone-name';

/** Files of the time zone database that are not IANA zones. */
const OTHER_FILES = /^(?:localtime|posixrules|factory|posix\/.*)$/i;

/**
 * True if the server may accept TEXT as a time zone: a name, or a POSIX offset, which may be nearly any text with a digit
 * (`FOO3BAR`). Node knows the names, so there is no list here.
 */
export function mayBeTimeZone(text: string): boolean {
  return /\d/.test(text) || OTHER_FILES.test(text) || isZoneName(text);
}
