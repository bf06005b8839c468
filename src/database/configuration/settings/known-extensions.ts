import type { PostgresMajor } from '../../../server/postgres-version';
import lines from './server-extensions.json';

/** Whether the owner of a database may make it, or the superuser alone. */
export type ExtensionMaker = 'trusted' | 'superuser';

/** What the official image of a major version brings, by name. */
export function knownExtensions(major: PostgresMajor): ReadonlyMap<string, ExtensionMaker> {
  return new Map(
    lines.flatMap((line): [string, ExtensionMaker][] => {
      const [name = '', majors = '', maker] = line.split(' ');
      const [from = 0, to = from] = majors.split('-').map(Number);
      return from <= major && major <= to ? [[name, maker === 'trusted' ? maker : 'superuser']] : [];
    }),
  );
}
