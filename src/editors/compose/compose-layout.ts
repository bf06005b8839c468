import { isMap, isSeq, type YAMLMap } from 'yaml';
import type { YamlLayout } from '../../text/yaml-text';
import { blockPairs, type YamlPair } from '../yaml/nodes';
import type { ComposeFile } from './compose-file';

const TWO = '  ';

/** By how much the file's other sections indent what they hold. */
export function stepOf(file: ComposeFile): string {
  const steps = blockPairs(file.root).flatMap(({ key, value }) => {
    const [first] = blockPairs(value);
    return first === undefined ? [] : [blanks(columnOf(file, first.key) - columnOf(file, key))];
  });
  return steps.find((step) => step !== '') ?? TWO;
}

/** As the other entries are written: those of the section, else those of any. */
export function layoutOf(file: ComposeFile, entries: YAMLMap.Parsed | undefined): YamlLayout {
  const siblings = [entries, ...blockPairs(file.root).map(({ value }) => value)].flatMap(blockPairs);
  const fields = siblings.flatMap(({ value }) => blockPairs(value));
  const firstStep = (pairs: readonly YamlPair[], isKind: (node: unknown) => boolean): string =>
    pairs.map((pair) => stepIn(file, pair, isKind)).find((step) => step !== undefined) ?? TWO;
  return { map: firstStep(siblings, isMap), list: firstStep(fields, isSeq) };
}

/** Where PAIR holds a block of that kind: by how much that is indented. */
function stepIn(
  file: ComposeFile,
  { key, value }: YamlPair,
  isKind: (node: unknown) => boolean,
): string | undefined {
  if (!isKind(value) || (!isMap(value) && !isSeq(value)) || value.flow) return undefined;
  if (value.items.length === 0) return undefined;
  const step = columnOf(file, value) - columnOf(file, key);
  return isMap(value) && step < TWO.length ? undefined : blanks(step);
}

/** Do empty lines part these from each other? Where there is one alone, FALLBACK. */
export function areParted(file: ComposeFile, map: YAMLMap.Parsed | undefined, fallback: boolean): boolean {
  const lines = blockPairs(map).map(({ key }) => file.lineOf(key));
  const parted = lines.slice(1).filter((line, index) => {
    const between = file.lines.slice(lines[index], line);
    return between.some(({ text }) => text.trim() === '');
  });
  return lines.length < 2 ? fallback : parted.length * 2 > lines.length - 1;
}

function columnOf(file: ComposeFile, node: YamlPair['key']): number {
  return file.indentOf(node).length;
}

function blanks(count: number): string {
  return ' '.repeat(Math.max(count, 0));
}
