import { isAlias, isCollection, isSeq, visit, type ParsedNode, type YAMLMap } from 'yaml';
import { listAt, textAt } from '../../text/mapping';
import { checkKind, rootOf } from '../kustomization/preconditions';
import { nodeAt, type MaybeNode } from '../yaml/nodes';
import { dataOf } from '../yaml/parsers';
import { YamlFile } from '../yaml/yaml-file';
import { readLiteral, type Literal } from './literal-text';

export type GeneratorKind = 'Secret' | 'ConfigMap';

export const FIELDS: Readonly<Record<GeneratorKind, string>> = {
  Secret: 'secretGenerator',
  ConfigMap: 'configMapGenerator',
};

interface PlacedLiteral extends Literal {
  readonly line: number;
  /** Which item of `literals`, from 0. */
  readonly item: number;
}

/** An entry of `secretGenerator` or `configMapGenerator`. */
export interface Generator {
  readonly kind: GeneratorKind;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  readonly behavior: string | undefined;
  readonly type: string | undefined;
  /** Which item of its list, from 0. */
  readonly index: number;
  /** Where it begins, from 1. */
  readonly line: number;
  readonly literals: readonly PlacedLiteral[];
  /** Files of which each line is a key and its value, as the kustomization names them. */
  readonly envFiles: readonly string[];
  /** Files of which each is the value of one key. */
  readonly files: readonly { readonly key: string; readonly path: string }[];
}

/** A kustomization, and what its generators say. */
export class GeneratorFile extends YamlFile {
  readonly root: YAMLMap.Parsed | undefined;
  readonly generators: readonly Generator[];

  /** @throws Refusal where kustomize would not read it */
  constructor(text: string, path: string) {
    super(text, path);
    this.root = rootOf(this);
    if (this.root) checkKind(this, this.root, ['Kustomization', 'Component']);
    const [data] = dataOf(this.documents) ?? [];
    this.generators = (Object.keys(FIELDS) as GeneratorKind[]).flatMap((kind) =>
      listAt(data, FIELDS[kind]).map((entry, index) => this.#generator(kind, entry, index)),
    );
  }

  #generator(kind: GeneratorKind, entry: unknown, index: number): Generator {
    const line = this.#lineOf([FIELDS[kind], index]) ?? 1;
    const literals = strings(entry, 'literals').flatMap(([source, item]) => {
      const literal = readLiteral(source);
      const at = this.#lineOf([FIELDS[kind], index, 'literals', item]) ?? line;
      return literal ? [{ ...literal, line: at, item }] : [];
    });
    const env = textAt(entry, 'env');
    return {
      kind,
      name: textAt(entry, 'name'),
      namespace: textAt(entry, 'namespace'),
      behavior: textAt(entry, 'behavior'),
      type: textAt(entry, 'type'),
      line,
      index,
      literals,
      envFiles: [...strings(entry, 'envs').map(([path]) => path), ...(env === undefined ? [] : [env])],
      files: strings(entry, 'files').map(([source]) => fileOf(source)),
    };
  }

  /** The node of one literal; undefined where it is not this literal alone, but has an alias or a merge key. */
  nodeOf({ kind, index }: Generator, item: number): { node: ParsedNode; isFlow: boolean } | undefined {
    const nodes = this.#nodesTo([FIELDS[kind], index, 'literals', item]);
    const shared = this.#aliased();
    const own = nodes.filter((node) => node && !isAlias(node) && !shared.has(node));
    const node = own.at(-1);
    if (!node || own.length < nodes.length) return undefined;
    return { node, isFlow: own.some((one) => isCollection(one) && one.flow === true) };
  }

  #lineOf(steps: readonly (string | number)[]): number | undefined {
    const node = this.#nodesTo(steps).at(-1);
    return node ? this.lineNumberOf(node) : undefined;
  }

  /** Each node on the way; aliases are not followed. */
  #nodesTo(steps: readonly (string | number)[]): MaybeNode[] {
    let here: MaybeNode = this.root;
    return steps.map((step) => {
      here = typeof step === 'string' ? nodeAt(here, step) : isSeq(here) ? here.items[step] : undefined;
      return here;
    });
  }

  /** What aliases stand for. */
  #aliased(): ReadonlySet<unknown> {
    const found = new Set<unknown>();
    for (const document of this.documents) {
      visit(document, { Alias: (_, alias) => void found.add(alias.resolve(document)) });
    }
    return found;
  }
}

function strings(entry: unknown, key: string): [string, number][] {
  return listAt(entry, key).flatMap((item, index): [string, number][] =>
    typeof item === 'string' ? [[item, index]] : [],
  );
}

/** `key=path`, or a path whose last part is the key. */
function fileOf(source: string): { key: string; path: string } {
  const at = source.indexOf('=');
  if (at >= 0) return { key: source.slice(0, at), path: source.slice(at + 1) };
  return { key: source.slice(source.lastIndexOf('/') + 1), path: source };
}

/** How a message names a generator: never by what it holds. */
export function described({ kind, name, namespace, line }: Generator): string {
  const where = namespace === undefined ? '' : ` in namespace ${JSON.stringify(namespace)}`;
  return `the ${FIELDS[kind]} ${name === undefined ? 'without a name' : JSON.stringify(name)}${where} (line ${line})`;
}
