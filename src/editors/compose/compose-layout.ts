import { isMap, isSeq, type ParsedNode, type YAMLMap } from 'yaml';
import { lineIndexAt } from '../../text/text-lines';
import { rangeOf } from '../../text/yaml-documents';
import type { YamlLayout } from '../../text/yaml-text';
import { columnOf, type ComposeFile, type ComposePair } from './compose-file';

const TWO = '  ';

/** By how much the file's other sections indent what they hold. */
export function stepOf(file: ComposeFile): string {
  const pairs = blockPairs(file.root);
  const steps = pairs.flatMap(({ key, value }) => {
    const [first] = blockPairs(value);
    return first === undefined ? [] : [blanks(columnOfKey(file, first) - columnOf(file, rangeOf(key)[0]))];
  });
  return steps.find((step) => step !== '') ?? TWO;
}

/** As the other entries are written: those of the section, else those of any. */
export function layoutOf(file: ComposeFile, entries: YAMLMap.Parsed | undefined): YamlLayout {
  const siblings = [entries, ...blockPairs(file.root).map(({ value }) => value)].flatMap(blockPairs);
  return {
    map: siblings.map((sibling) => stepIn(file, sibling, isMap)).find((step) => step !== undefined) ?? TWO,
    list:
      siblings
        .flatMap(({ value }) => blockPairs(value))
        .map((field) => stepIn(file, field, isSeq))
        .find((step) => step !== undefined) ?? TWO,
  };
}

/** Where PAIR holds a block of that kind: by how much that is indented. */
function stepIn(
  file: ComposeFile,
  { key, value }: ComposePair,
  isKind: (node: unknown) => boolean,
): string | undefined {
  if (!value || !isKind(value) || (!isMap(value) && !isSeq(value)) || value.flow) return undefined;
  if (value.items.length === 0) return undefined;
  const step = columnOf(file, rangeOf(value)[0]) - columnOf(file, rangeOf(key)[0]);
  return isMap(value) && step < TWO.length ? undefined : blanks(step);
}

/** Do empty lines part these from each other? Where there is one alone, FALLBACK. */
export function areParted(file: ComposeFile, map: YAMLMap.Parsed | undefined, fallback: boolean): boolean {
  const lines = blockPairs(map).map(({ key }) => lineIndexAt(file.lines, rangeOf(key)[0]));
  const parted = lines.slice(1).filter((line, index) => {
    const between = file.lines.slice(lines[index], line);
    return between.some(({ text }) => text.trim() === '');
  });
  return lines.length < 2 ? fallback : parted.length * 2 > lines.length - 1;
}

function blockPairs(node: ParsedNode | null | undefined): ComposePair[] {
  return isMap(node) && !node.flow ? node.items : [];
}

function columnOfKey(file: ComposeFile, { key }: ComposePair): number {
  return columnOf(file, rangeOf(key)[0]);
}

function blanks(count: number): string {
  return ' '.repeat(Math.max(count, 0));
}
