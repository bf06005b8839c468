import type { YAMLMap } from 'yaml';
import type { Splice } from '../../text/edited';
import { lineIndexAt } from '../../text/text-lines';
import { rangeOf } from '../../text/yaml-documents';
import type { ComposeFile, ComposePair } from './compose-file';

/** An entry of a section, and where both stand. */
export interface StandingEntry {
  readonly section: ComposePair;
  readonly entries: YAMLMap.Parsed;
  readonly entry: ComposePair;
}

/** Every way that could do, the most faithful first: as if the entry had never been put there. */
export function removalsOf(file: ComposeFile, standing: StandingEntry): Splice[][] {
  const { section, entries, entry } = standing;
  if (entries.flow) return [[outOfFlow(entries, entry)]];
  const first = lineAt(file, entry.key);
  const last = lastLineOf(file, entry);
  if (entries.items.length > 1) {
    // The empty line that parts it from the others goes with it.
    const isFirst = entries.items[0] === entry;
    const empty = isFirst ? last + 1 : first - 1;
    return [...withEmptyLine(file, empty, first, last), ...withLines(file, first, last)];
  }
  const keyLine = lineAt(file, section.key);
  const isBare = first === keyLine + 1 && /^\ufeff?\s*[^\s:]+:\s*$/.test(file.lines[keyLine]?.text ?? '');
  if (isBare) return [...withEmptyLine(file, keyLine - 1, keyLine, last), ...withLines(file, keyLine, last)];
  const colon = file.text.indexOf(':', rangeOf(section.key)[1]) + 1;
  return withLines(file, first, last).map((splices) => [
    { start: colon, end: colon, text: ' {}' },
    ...splices,
  ]);
}

/** Lines FIRST to LAST taken out. */
function withLines({ lines, text }: ComposeFile, first: number, last: number): Splice[][] {
  const [from, to] = [lines[first], lines[last]];
  if (from === undefined || to === undefined) return [];
  const end = to.end + to.eol.length;
  // The last line of the file ends as it did.
  const before = lines[first - 1];
  if (to.eol === '' && before !== undefined) return [[{ start: before.end, end, text: '' }]];
  return [[{ start: text.startsWith('\ufeff') && first === 0 ? 1 : from.start, end, text: '' }]];
}

/** The same, with a line at one of the ends that is to be empty. */
function withEmptyLine(file: ComposeFile, empty: number, first: number, last: number): Splice[][] {
  if (file.lines[empty]?.text.trim() !== '') return [];
  return withLines(file, Math.min(empty, first), Math.max(empty, last));
}

function outOfFlow({ items }: YAMLMap.Parsed, entry: ComposePair): Splice {
  const index = items.indexOf(entry);
  const startOf = ({ key }: ComposePair): number => rangeOf(key)[0];
  const endOf = ({ key, value }: ComposePair): number => rangeOf(value ?? key)[1];
  const [before, after] = [items[index - 1], items[index + 1]];
  if (before !== undefined) return { start: endOf(before), end: endOf(entry), text: '' };
  return { start: startOf(entry), end: after === undefined ? endOf(entry) : startOf(after), text: '' };
}

function lineAt(file: ComposeFile, node: ComposePair['key']): number {
  return lineIndexAt(file.lines, rangeOf(node)[0]);
}

function lastLineOf(file: ComposeFile, { key, value }: ComposePair): number {
  const [start, end] = rangeOf(value ?? key);
  const said = file.text.slice(start, end).trimEnd().length;
  return lineIndexAt(file.lines, Math.max(start + said - 1, rangeOf(key)[0]));
}
