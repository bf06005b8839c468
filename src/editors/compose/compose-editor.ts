import { isDeepStrictEqual } from 'node:util';
import type { Edited } from '../../text/edited';
import { isMapping } from '../../text/mapping';
import { Refusal } from '../../text/refusal';
import { pairAt } from '../yaml/nodes';
import { firstRight, isFull, isOnlyChange } from '../yaml/verify';
import { ComposeFile, type ComposeEntry, type ComposeSection } from './compose-file';
import { COMPOSE_LABEL, isManaged, servicesOf, stillWaiting, type ComposeService } from './compose-services';
import { placementsOf, replacement } from './entry-placement';
import { removalsOf } from './entry-removal';
import type { Splice } from '../../text/edited';

export type { ComposeSection } from './compose-file';
export { COMPOSE_LABEL, type ComposeService } from './compose-services';

/** The services of a compose file. @throws Refusal where it is none */
export function composeServices(text: string, path: string): ComposeService[] {
  return servicesOf(new ComposeFile(text, path));
}

/**
 * Gives one entry of a compose file its value; all other bytes stay. One of that name that this tool manages is replaced
 * as a whole where it says something else. A section or a file that is not there is begun.
 *
 * @throws Refusal where the file is none of Compose's, the name is taken by what this tool does not manage, or nothing else
 * could be kept as it is.
 */
export function setComposeEntry(
  text: string,
  section: ComposeSection,
  name: string,
  value: Readonly<Record<string, unknown>>,
  path: string,
): Edited {
  checkName(section, name, path);
  const file = new ComposeFile(text, path);
  // As data has it: without what is undefined.
  const entry = { section, name, value: JSON.parse(JSON.stringify(value)) as Record<string, unknown> };
  const entries = file.sectionOf(section)?.entries;
  const known = file.entryOf(section, name);
  if (known !== undefined && isDeepStrictEqual(known.value, entry.value)) return { text, warnings: [] };
  if (known === undefined) return { text: withEntry(file, entry, placementsOf(file, entry)), warnings: [] };

  const pair = pairAt(entries, name);
  if (entries === undefined || pair === undefined || !isManaged(known.value)) throw notManaged(file, entry);
  const { splice, commentLines } = replacement(file, entries, pair, entry);
  const edited = withEntry(file, entry, [[splice]]);
  if (commentLines.length === 0) return { text: edited, warnings: [] };
  const message = `had comments in ${name} (line ${commentLines.join(', ')}), which is written anew as a whole; put them before it`;
  return { text: edited, warnings: [file.notice('comment-lost', message)] };
}

/**
 * Takes an entry that this tool manages out of a compose file, and its section where that is empty then; all other bytes
 * stay. What is not there, or not managed, is left alone.
 *
 * @throws Refusal where the file is none of Compose's, or nothing else could be kept as it is.
 */
export function removeComposeEntry(
  text: string,
  section: ComposeSection,
  name: string,
  path: string,
): Edited {
  const file = new ComposeFile(text, path);
  const committed = file.sectionOf(section);
  const pair = pairAt(committed?.entries, name);
  if (!isManaged(file.entryOf(section, name)?.value) || !committed?.entries || !pair) {
    return { text, warnings: [] };
  }
  const ways = removalsOf(file, committed.pair, committed.entries, pair);
  const edited = edit(file, { section, name }, ways, (root, after) => {
    Reflect.deleteProperty(root[section] as object, name);
    // A section with nothing in it is as good as none.
    for (const one of [root, after]) if (!isFull(one[section])) Reflect.deleteProperty(one, section);
  });
  return { text: edited, warnings: section === 'services' ? stillWaiting(file, name) : [] };
}

function withEntry(file: ComposeFile, entry: ComposeEntry, ways: readonly Splice[][]): string {
  const { section, name, value } = entry;
  return edit(file, entry, ways, (root) => {
    // In place, so that what an alias shares with the section has it too.
    const entries = root[section];
    root[section] = isMapping(entries) ? Object.assign(entries, { [name]: value }) : { [name]: value };
  });
}

function edit(
  file: ComposeFile,
  { section, name }: Pick<ComposeEntry, 'section' | 'name'>,
  ways: readonly Splice[][],
  change: Parameters<typeof isOnlyChange>[2],
): string {
  return firstRight(
    file,
    ways.map((splices) => ({ splices })),
    (after) => isOnlyChange(file.text, after, change),
    `has no way of changing ${name} of ${section} with all else unchanged (anchors and aliases may be in the way); edit it by hand`,
  ).text;
}

function notManaged(file: ComposeFile, { section, name }: ComposeEntry): Refusal {
  const pair = pairAt(file.sectionOf(section)?.entries, name);
  const where = pair === undefined ? 'by a merged key' : `(line ${file.lineNumberOf(pair.key)})`;
  const label = Object.entries(COMPOSE_LABEL).map(([key, value]) => `${key}: ${value}`);
  const message = `has ${name} in ${section} already ${where}, which this program did not write; take it out where this one is to take its place (data in its volume stays behind), or give this one another name. What has the label ${label.join()} is replaced`;
  return file.refusal('not-ours', message);
}

function checkName(section: ComposeSection, name: string, path: string): void {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) return;
  const message = `cannot hold ${JSON.stringify(name)} in ${section}; allowed: A to Z, a to z, 0 to 9, ".", "_" and "-"`;
  throw Refusal.of('bad-name', path, message);
}
