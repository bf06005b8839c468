import { isAlias, isMap, isScalar, isSeq, type YAMLMap } from 'yaml';
import type { Comment } from '../../text/yaml-comments';
import { isNothing, pairAt, rangeOf, stringOf, type YamlPair } from '../yaml/nodes';
import { YamlFile } from '../yaml/yaml-file';
import { checkDuplicateList, checkKind, rootOf } from './preconditions';

/** A list of a kustomization to which entries are added; a folder that patches is one of `components`. */
export type ListName = 'resources' | 'components';

/** `bases` is what `resources` replaces: nothing is added to it. */
export type PathListName = ListName | 'bases';

/** An active entry of the list, and the lines of its text; the source has the quotes. */
export interface ActiveItem {
  readonly value: string;
  readonly source: string;
  readonly line: number;
  readonly lastLine: number;
}

/** A kustomization, and where in it the parts of one of its lists are. @throws Refusal where kustomize would not read it */
export class KustomizationFile extends YamlFile {
  /** On lines of their own. */
  readonly commentLines: readonly Comment[];
  readonly root: YAMLMap.Parsed | undefined;
  /** The list's key and value, if there are. */
  readonly field: YamlPair | undefined;
  readonly items: readonly ActiveItem[];
  /** The lines of the list: from the one behind the key to the one before the next key. */
  readonly region: readonly [number, number];

  constructor(
    text: string,
    path: string,
    readonly list: PathListName = 'resources',
  ) {
    super(text, path);
    checkDuplicateList(this, list);
    const first = this.documents.find(({ contents }) => isMap(contents))?.contents;
    if (isMap(first)) checkKind(this, first);
    this.commentLines = this.comments.filter(({ alone }) => alone);
    this.root = rootOf(this);
    this.field = pairAt(this.root, list);
    this.items = this.field ? itemsOf(this, this.field) : [];
    this.region = regionOf(this);
  }
}

function itemsOf(file: KustomizationFile, { key, value }: YamlPair): ActiveItem[] {
  const { list } = file;
  if (isNothing(value)) return [];
  if (!isSeq(value)) {
    const what = isMap(value) ? 'a mapping' : isAlias(value) ? 'an alias' : 'a single value';
    const message = `line ${file.lineNumberOf(key)} has ${what} as ${list}, wanted a list of paths; make it a list, then run again`;
    throw file.refusal(`${list}-not-a-list`, message);
  }
  const [document] = file.documents;
  return value.items.flatMap((item) => {
    const node = isAlias(item) && document ? item.resolve(document) : item;
    if (isScalar(node) && node.value === null) return []; // a bare dash lists nothing
    const path = stringOf(node);
    if (path === undefined) {
      const message = `line ${file.lineNumberOf(item)} has an item in ${list} that is no path, which kustomize refuses; mend it, then run again`;
      throw file.refusal(`${list}-not-a-list`, message);
    }
    const [start, end] = rangeOf(item);
    const lastLine = file.lineAt(Math.max(start, end - 1));
    return [{ value: path, source: file.sourceOf(item), line: file.lineAt(start), lastLine }];
  });
}

function regionOf(file: KustomizationFile): readonly [number, number] {
  const { root, field, lines } = file;
  if (!root || !field || root.flow) return [0, 0];
  const first = file.lineOf(field.key) + 1;
  const next = root.items[root.items.indexOf(field) + 1];
  const last = next ? file.lineOf(next.key) : lines.length;
  const boundary = lines.findIndex(({ text }, at) => at >= first && /^(?:---|\.\.\.)(?:\s|$)/.test(text));
  return [first, boundary >= 0 && boundary < last ? boundary : last];
}
