/** What READ returns; undefined if it throws, as a parser does for a broken file. */
export function ifReadable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
