import type { YAMLMap } from 'yaml';
import type { Splice } from '../../text/edited';
import { membersOf, rangeOf, type YamlPair } from '../yaml/nodes';
import type { ComposeFile } from './compose-file';

/** Every way that could do, the most faithful first: as if ENTRY had never been put into ENTRIES of SECTION. */
export function removalsOf(
  file: ComposeFile,
  section: YamlPair,
  entries: YAMLMap.Parsed,
  entry: YamlPair,
): Splice[][] {
  if (entries.flow) return [[outOfFlow(entries, entry)]];
  const first = file.lineOf(entry.key);
  const last = file.lastLineOf(entry);
  if (entries.items.length > 1) {
    // The empty line that parts it from the others goes with it.
    return withoutLines(file, first, last, entries.items.at(-1) === entry ? first - 1 : last + 1);
  }
  const keyLine = file.lineOf(section.key);
  const isBare = first === keyLine + 1 && /^\ufeff?\s*[^\s:]+:\s*$/.test(file.lines[keyLine]?.text ?? '');
  if (isBare) {
    // A section that could not come last brought an empty line behind it, any other one before it.
    const isInFront = file.root?.items.at(-1) !== section;
    return withoutLines(file, keyLine, last, isInFront ? last + 1 : keyLine - 1);
  }
  const colon = file.text.indexOf(':', rangeOf(section.key)[1]) + 1;
  return withoutLines(file, first, last).map((splices) => [
    { start: colon, end: colon, text: ' {}' },
    ...splices,
  ]);
}

/** Lines FIRST to LAST taken out, if possible with the line EMPTY at one of the ends, if that is empty. */
function withoutLines(file: ComposeFile, first: number, last: number, empty?: number): Splice[][] {
  const { lines, text } = file;
  if (empty !== undefined) {
    const plain = withoutLines(file, first, last);
    if (lines[empty]?.text.trim() !== '') return plain;
    return [...withoutLines(file, Math.min(empty, first), Math.max(empty, last)), ...plain];
  }
  const [from, to] = [lines[first], lines[last]];
  if (from === undefined || to === undefined) return [];
  const end = to.end + to.eol.length;
  // The last line of the file ends as it did.
  const before = lines[first - 1];
  if (to.eol === '' && before !== undefined) return [[{ start: before.end, end, text: '' }]];
  return [[{ start: text.startsWith('\ufeff') && first === 0 ? 1 : from.start, end, text: '' }]];
}

function outOfFlow(entries: YAMLMap.Parsed, entry: YamlPair): Splice {
  const members = membersOf(entries);
  const index = entries.items.indexOf(entry);
  const [start, end] = members[index] ?? [0, 0];
  const [before, after] = [members[index - 1], members[index + 1]];
  if (before !== undefined) return { start: before[1], end, text: '' };
  return { start, end: after === undefined ? end : after[0], text: '' };
}
