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
