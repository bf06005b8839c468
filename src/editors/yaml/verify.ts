import { isDeepStrictEqual } from 'node:util';
import { applySplices, type Splice } from '../../text/edited';
import { isMapping, type Mapping } from '../../text/mapping';
import { dataByJsYaml, dataByYaml } from './parsers';
import type { YamlFile } from './yaml-file';

/** One way to make an edit. */
export interface Way {
  readonly splices: readonly Splice[];
}

/** The first of the ways whose result is right. @throws Refusal with the message OTHERWISE where there is none */
export function firstRight<W extends Way>(
  file: YamlFile,
  ways: readonly W[],
  isRight: (edited: string, way: W) => boolean,
  otherwise: string,
): { readonly text: string; readonly way: W } {
  for (const way of ways) {
    const text = applySplices(file.text, way.splices);
    if (isRight(text, way)) return { text, way };
  }
  throw file.refusal('cannot-edit', otherwise);
}

/**
 * Does AFTER say what BEFORE says once CHANGE was made in its data, and nothing else? Two parsers have to agree. The
 * change is made in place, so that an alias of what is changed has it too. It may look at what AFTER says, and take out
 * of it what says nothing.
 */
export function isOnlyChange(
  before: string,
  after: string,
  change: (root: Record<string, unknown>, after: Mapping) => void,
): boolean {
  return [dataByYaml, dataByJsYaml].every((read) => {
    const [one, other] = [before, after].map((text) => read(text)?.filter(isFull));
    if (one === undefined || other === undefined) return false;
    const [root = {}, ...rest] = one;
    if (!isMapping(root)) return false;
    change(root, isMapping(other[0]) ? other[0] : {});
    return isDeepStrictEqual([root, ...rest].filter(isFull), other.filter(isFull));
  });
}

/** Are VALUES added, next to each other, to the list KEY of that mapping? The list is begun where there is none. */
export function addItems(
  map: Record<string, unknown>,
  key: string,
  values: readonly unknown[],
  after: Mapping,
): void {
  const list: unknown[] = Array.isArray(map[key]) ? map[key] : (map[key] = []);
  const there = Array.isArray(after[key]) ? (after[key] as unknown[]) : [];
  const added = there.findIndex((item, index) => item !== list[index]);
  list.splice(added < 0 ? list.length : added, 0, ...values);
}

/** A document or a mapping with nothing in it says as much as none. */
export function isFull(value: unknown): boolean {
  return isMapping(value) ? Object.keys(value).length > 0 : value !== null && value !== undefined;
}
