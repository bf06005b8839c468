import { isDeepStrictEqual } from 'node:util';
import { isMapping } from '../../text/mapping';
import { pairOf, readCompose, sectionOf, type ComposeFile, type ComposeSection } from './compose-file';
import { placementsOf, replacement, type ComposeEntry } from './entry-placement';
import { removalsOf } from './entry-removal';
import { isOneEntryChanged, isOneEntryGone } from './verify';
import {
  COMPOSE_LABEL,
  isOurs,
  servicesOf,
  stillWaiting,
  takenPorts,
  type ComposeService,
} from './compose-services';
import { applySplices, type Edited } from '../../text/edited';
import { Refusal } from '../../text/refusal';
import { lineNumberAt } from '../../text/text-lines';
import { rangeOf } from '../../text/yaml-documents';

export type { ComposeSection } from './compose-file';
export { COMPOSE_LABEL, type ComposeService } from './compose-services';

/** The services of a compose file. @throws Refusal where it is none */
export function composeServices(text: string, path: string): ComposeService[] {
  return servicesOf(readCompose(text, path));
}

/**
 * Gives one entry of a compose file its value; all other bytes stay. One of that name that is ours is replaced as a
 * whole where it says something else. A section or a file that is not there is begun.
 *
 * @throws Refusal where the file is none of Compose's, the name or one of its ports is somebody else's, or nothing
 * else could be kept as it is.
 */
export function setComposeEntry(
  text: string,
  section: ComposeSection,
  name: string,
  value: Readonly<Record<string, unknown>>,
  path: string,
): Edited {
  checkName(section, name, path);
  const file = readCompose(text, path);
  // As data has it: without what is undefined.
  const entry = { section, name, value: JSON.parse(JSON.stringify(value)) as Record<string, unknown> };
  const entries = sectionOf(file, section)?.entries;
  const all = file.data[section];
  const known = isMapping(all) && Object.hasOwn(all, name) ? { value: all[name] } : undefined;
  const taken = section === 'services' ? takenPorts(file, entry) : [];
  if (known !== undefined && isDeepStrictEqual(known.value, entry.value)) return { text, warnings: taken };
  // Two of which only one runs at a time may share a port.
  const refused = taken.filter(({ code }) => code === 'port-taken');
  if (refused.length > 0) throw new Refusal(refused);
  if (known === undefined)
    return { text: firstSound(file, entry, placementsOf(file, entry)), warnings: taken };

  const pair = pairOf(entries, name);
  if (entries === undefined || pair === undefined || !isOurs(known.value)) throw notOurs(file, entry);
  const { splice, commentLines } = replacement(file, entries, pair, entry);
  const warnings =
    commentLines.length === 0
      ? []
      : [
          {
            code: 'comment-lost',
            path,
            message: `had comments in ${name} (line ${commentLines.join(', ')}), which is written anew as a whole; put them before it`,
          },
        ];
  return { text: firstSound(file, entry, [[splice]]), warnings: [...taken, ...warnings] };
}

/**
 * Takes an entry of ours out of a compose file, and its section where that is empty then; all other bytes stay. What is
 * not there, or somebody else's, is left alone.
 *
 * @throws Refusal where the file is none of Compose's, or nothing else could be kept as it is.
 */
export function removeComposeEntry(
  text: string,
  section: ComposeSection,
  name: string,
  path: string,
): Edited {
  const file = readCompose(text, path);
  const standing = sectionOf(file, section);
  const pair = pairOf(standing?.entries, name);
  const all = file.data[section];
  const isThere = isMapping(all) && Object.hasOwn(all, name) && isOurs(all[name]);
  if (!isThere || standing?.entries === undefined || pair === undefined) return { text, warnings: [] };
  const { entries } = standing;
  const edited = removalsOf(file, { section: standing.pair, entries, entry: pair })
    .map((splices) => applySplices(text, splices))
    .find((after) => isOneEntryGone(text, after, { section, name }));
  if (edited === undefined) throw cannotEdit(file, { section, name });
  return { text: edited, warnings: section === 'services' ? stillWaiting(file, name) : [] };
}

function firstSound(file: ComposeFile, entry: ComposeEntry, ways: ReturnType<typeof placementsOf>): string {
  const edited = ways
    .map((splices) => applySplices(file.text, splices))
    .find((after) => isOneEntryChanged(file.text, after, entry));
  if (edited !== undefined) return edited;
  throw cannotEdit(file, entry);
}

function cannotEdit(
  { path }: ComposeFile,
  { section, name }: Pick<ComposeEntry, 'section' | 'name'>,
): Refusal {
  return Refusal.of(
    'cannot-edit',
    path,
    `has no way of changing ${name} of ${section} with all else unchanged (anchors and aliases may be in the way); edit it by hand`,
  );
}

function notOurs({ path, lines, ...file }: ComposeFile, { section, name }: ComposeEntry): Refusal {
  const pair = pairOf(sectionOf({ path, lines, ...file }, section)?.entries, name);
  const where =
    pair === undefined ? 'by a merged key' : `(line ${lineNumberAt(lines, rangeOf(pair.key)[0])})`;
  const label = Object.entries(COMPOSE_LABEL).map(([key, value]) => `${key}: ${value}`);
  return Refusal.of(
    'not-ours',
    path,
    `has ${name} in ${section} already ${where}, which this program did not write; take it out where this one is to take its place (data in its volume stays behind), or give this one another name. What has the label ${label.join()} is replaced`,
  );
}

function checkName(section: ComposeSection, name: string, path: string): void {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) return;
  throw Refusal.of(
    'bad-name',
    path,
    `cannot hold ${JSON.stringify(name)} in ${section}; allowed: A to Z, a to z, 0 to 9, ".", "_" and "-"`,
  );
}
