/** True if TEXT names a zone of the IANA database. Node knows them, so there is no list here. */
export function isZoneName(text: string): boolean {
  // Later versions of Node take an offset too, which is no name.
  if (!/^[A-Za-z]/.test(text)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}
