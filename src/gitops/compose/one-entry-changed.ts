import { isDeepStrictEqual } from 'node:util';
import { secondOpinion } from '../second-parser';
import { documentsOf } from '../yaml-documents';
import { isRecord } from './compose-file';
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
    if (!isRecord(root) || !isRecord(root[section])) return false;
    Reflect.deleteProperty(root[section], name);
    return isDeepStrictEqual(withoutEmpty(plain(one), section), withoutEmpty(plain(other), section));
  });
}

/** A section, and a file, with nothing in it is as good as none. */
function withoutEmpty(documents: readonly unknown[], section: string): unknown[] {
  return documents
    .map((document) => {
      if (!isRecord(document) || !isEmpty(document[section])) return document;
      return Object.fromEntries(Object.entries(document).filter(([key]) => key !== section));
    })
    .filter((document) => !isEmpty(document));
}

function isEmpty(value: unknown): boolean {
  return value === null || (isRecord(value) && Object.keys(value).length === 0);
}

function firstOpinion(text: string): unknown[] | undefined {
  const documents = documentsOf(text);
  if (documents.some(({ errors }) => errors.length > 0)) return undefined;
  try {
    return documents.map((document) => document.toJS() as unknown);
  } catch {
    return undefined; // aliases that multiply without end
  }
}

/** In place, so that what an alias shares with the section has it too. */
function withEntry(documents: readonly unknown[], { section, name, value }: ComposeEntry): unknown[] {
  const full = plain(documents);
  const [root = {}] = full;
  if (!isRecord(root)) return full;
  const entries = root[section];
  if (isRecord(entries)) entries[name] = value;
  else root[section] = { [name]: value };
  return [root, ...full.slice(1)];
}

/** Documents without anything in them say nothing. */
function plain(documents: readonly unknown[]): unknown[] {
  return documents.filter((document) => document !== null && document !== undefined);
}
