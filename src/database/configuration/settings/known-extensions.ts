import type { PostgresMajor } from '../../../server/postgres-version';
import lines from './server-extensions.json';

/** Who may create an extension: `trusted`, a database's owner; else only the superuser. */
export type ExtensionMaker = 'trusted' | 'superuser';

/** The extensions in the official image of a major version, by name. */
export function knownExtensions(major: PostgresMajor): ReadonlyMap<string, ExtensionMaker> {
  return new Map(
    lines.flatMap((line): [string, ExtensionMaker][] => {
      const [name = '', majors = '', maker] = line.split(' ');
      const [from = 0, to = from] = majors.split('-').map(Number);
      return from <= major && major <= to ? [[name, maker === 'trusted' ? maker : 'superuser']] : [];
    }),
  );
}
