import type { KustomizationFile } from './kustomization-file';

/** A commented line of the list: `  # - database/  # later`. */
export interface CommentedItem {
  readonly value: string;
  /** The path with its quotes. */
  readonly source: string;
  readonly line: number;
  /** Indentation of the comment, and what is between its `#` and the dash. */
  readonly before: string;
  readonly inner: string;
  /** From the dash on, a trailing comment included. */
  readonly content: string;
}

/** One path and at most a comment behind it: a bullet of prose goes on with words, a map's item with a colon. */
const ITEM =
  /^#+(?<inner>[ \t]*)(?<content>-[ \t]+(?<source>"[^"]*"|'[^']*'|[^\s"'#&*!|>%@`{[][^\s]*?)(?:[ \t]+#.*|[ \t]*))$/;

/** Fields of a kustomization that hold lists: a commented one takes the commented items below it for itself. */
const COMMENTED_FIELD = new RegExp(
  `^#+[ \\t]?(${[
    'resources|bases|components|crds|configurations|generators|transformers|validators|openapi|replacements',
    'patches|patchesStrategicMerge|patchesJson6902|configMapGenerator|secretGenerator|generatorOptions',
    'images|replicas|labels|vars|helmCharts|helmGlobals|helmChartInflationGenerator|buildMetadata|sortOptions',
  ].join('|')})[ \\t]*:`,
);

/** The commented items that belong to the list, in their order. */
export function commentedItemsOf(file: KustomizationFile): CommentedItem[] {
  const [first, last] = file.region;
  const comments = new Map(file.commentLines.map((comment) => [comment.line, comment]));
  const items: CommentedItem[] = [];
  let owner: string = file.list;
  for (let line = first; line < last; line++) {
    const comment = comments.get(line);
    if (comment === undefined) {
      owner = file.list;
      continue;
    }
    const before = file.text.slice(file.lines[line]?.start, comment.offset);
    // Indented it is a heading in the list: fields are at the margin.
    const field = before === '' ? COMMENTED_FIELD.exec(comment.text)?.[1] : undefined;
    owner = field ?? owner;
    const item = itemOf(comment.text);
    if (owner === file.list && item !== undefined) items.push({ ...item, line, before });
  }
  return items;
}

function itemOf(comment: string): Pick<CommentedItem, 'value' | 'source' | 'inner' | 'content'> | undefined {
  const { source = '', inner = '', content = '' } = ITEM.exec(comment)?.groups ?? {};
  const value = source.replace(/^(["'])(.*)\1$/, '$2');
  return value === '' || value.endsWith(':') ? undefined : { value, source, inner, content };
}

/** Where a commented dash would be if a maintainer took the `#` away, for a list that has no active item. */
export function indentOf({ before, inner }: CommentedItem): string {
  const blanks = inner.startsWith('\t') ? 0 : inner.length;
  return `${before.replaceAll('\t', '')}${' '.repeat(blanks - (blanks % 2))}`;
}
