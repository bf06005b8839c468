import { isDeepStrictEqual } from 'node:util';
import { isMapping } from '../../text/mapping';
import { secondOpinion } from '../../text/second-parser';
import { firstOpinion } from '../../text/yaml-documents';
import type { ComposeEntry } from './entry-placement';

/** Does AFTER say the same as BEFORE but for that one entry? Two parsers have to agree. */
export function isOneEntryChanged(before: string, after: string, entry: ComposeEntry): boolean {
  return [firstOpinion, secondOpinion].every((read) => {
    const one = read(before);
    const other = read(after);
    return one !== undefined && other !== undefined && isDeepStrictEqual(withEntry(one, entry), plain(other));
  });
}

/** And is that entry gone, the section with it where it was the only one? */
export function isOneEntryGone(
  before: string,
  after: string,
  { section, name }: Pick<ComposeEntry, 'section' | 'name'>,
): boolean {
  return [firstOpinion, secondOpinion].every((read) => {
    const one = read(before);
    const other = read(after);
    if (one === undefined || other === undefined) return false;
    const [root] = plain(one);
    if (!isMapping(root) || !isMapping(root[section])) return false;
    Reflect.deleteProperty(root[section], name);
    return isDeepStrictEqual(withoutEmpty(plain(one), section), withoutEmpty(plain(other), section));
  });
}

/** A section, and a file, with nothing in it is as good as none. */
function withoutEmpty(documents: readonly unknown[], section: string): unknown[] {
  return documents
    .map((document) => {
      if (!isMapping(document) || !isEmpty(document[section])) return document;
      return Object.fromEntries(Object.entries(document).filter(([key]) => key !== section));
    })
    .filter((document) => !isEmpty(document));
}

function isEmpty(value: unknown): boolean {
  return value === null || (isMapping(value) && Object.keys(value).length === 0);
}

/** In place, so that what an alias shares with the section has it too. */
function withEntry(documents: readonly unknown[], { section, name, value }: ComposeEntry): unknown[] {
  const full = plain(documents);
  const [root = {}] = full;
  if (!isMapping(root)) return full;
  const entries = root[section];
  if (isMapping(entries)) Object.assign(entries, { [name]: value });
  else Object.assign(root, { [section]: { [name]: value } });
  return [root, ...full.slice(1)];
}

/** Documents without anything in them say nothing. */
function plain(documents: readonly unknown[]): unknown[] {
  return documents.filter((document) => document !== null && document !== undefined);
}
