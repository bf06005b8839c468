import { posix } from 'node:path';
import { load } from 'js-yaml';
import { isMapping, listAt, mappingAt, textAt, type Mapping } from '../../text/mapping';
import { INVENTORY } from './inventory';
import { escapes } from '../../text/paths';
import { decodeUtf8 } from '../../text/text-file';
import { ifReadable } from '../../text/if-readable';

/** The names that kustomize looks for in a folder, in its order. */
export const KUSTOMIZATION_NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'] as const;

/** A file that a kustomization reaches, and what the kustomizations on the way make of what is in it. */
export interface Reached {
  readonly path: string;
  readonly namespace: string | undefined;
  /** What the kustomizations below the base's own put on its pods; those of the base's own go on ours too. @default none */
  readonly podLabels?: Mapping;
}

/** What kustomizations do to names: the outermost prefix comes first, the outermost namespace wins. */
interface Transformers {
  readonly namespace: string | undefined;
  readonly namePrefix: string;
  readonly nameSuffix: string;
}

/** The base's kustomization and what it reaches, below the base; what lies outside is not followed. */
export class KustomizeTree {
  readonly reached: readonly Reached[];
  /** The transformers of the base's own kustomization: they are what our objects go through. */
  readonly transformers: Transformers;
  /** What the base's own kustomization says. */
  readonly data: Mapping;
  /** What it puts on every pod and into every selector, ours included. */
  readonly podLabels: Mapping;
  /** What it puts on every pod, and into no selector. */
  readonly templateLabels: Mapping;
  /** Kustomizations on the way whose generators make a Secret, by file. */
  readonly generated: readonly { readonly path: string; readonly secret: Mapping }[];
  /** Entries that lead out of the base, by the kustomization that has them. */
  readonly outside: readonly { readonly path: string; readonly entry: string }[];
  /** Entries of all of the base's own lists. */
  readonly entries: readonly string[];
  /** Those of its `components`. */
  readonly components: readonly string[];

  constructor(
    private readonly source: { readonly files: ReadonlyMap<string, Buffer> },
    /** The base's own kustomization, relative to the repository's root. */
    readonly path: string,
  ) {
    const reached = new Map<string, Reached>();
    const generated: { path: string; secret: Mapping }[] = [];
    const outside: { path: string; entry: string }[] = [];
    const base = posix.dirname(path);
    const own = this.parse(path);
    const visit = (kustomization: string, outer: Transformers, outerLabels: Mapping): void => {
      if (reached.has(kustomization)) return;
      const data = kustomization === path ? own : this.parse(kustomization);
      const here = inside(outer, data);
      const podLabels = kustomization === path ? {} : { ...labelsOf(data), ...outerLabels };
      reached.set(kustomization, { path: kustomization, namespace: undefined });
      for (const secret of listAt(data, 'secretGenerator')) {
        if (isMapping(secret)) generated.push({ path: kustomization, secret });
      }
      for (const entry of entriesOf(data)) {
        const target = posix.normalize(posix.join(posix.dirname(kustomization), entry)).replace(/\/$/, '');
        if (escapes(posix.relative(base, target))) outside.push({ path: kustomization, entry });
        const below = KUSTOMIZATION_NAMES.map((name) => `${target}/${name}`).find((name) =>
          source.files.has(name),
        );
        if (source.files.has(target)) {
          reached.set(target, { path: target, namespace: here.namespace, podLabels });
        }
        // What is ours we know, and there may be thousands.
        else if (below !== undefined && !source.files.has(`${target}/${INVENTORY}`))
          visit(below, here, podLabels);
      }
    };
    visit(path, { namespace: undefined, namePrefix: '', nameSuffix: '' }, {});
    this.data = mappingAt(own);
    this.podLabels = labelsOf(own);
    this.templateLabels = pairsOf(own, 'includeTemplates');
    this.transformers = inside({ namespace: undefined, namePrefix: '', nameSuffix: '' }, own);
    this.entries = entriesOf(own);
    this.components = entriesOf(own, ['components']);
    this.generated = generated;
    this.outside = outside;
    this.reached = [...reached.values()].filter(({ path: file }) => !isKustomization(file));
  }

  /** A name as the base's kustomization gives it out: kustomize does not do that inside a URL. */
  nameOf(name: string): string {
    return `${this.transformers.namePrefix}${name}${this.transformers.nameSuffix}`;
  }

  /** Unreadable is empty here: the editor says what is wrong with a kustomization that we have to change. */
  private parse(path: string): unknown {
    const bytes = this.source.files.get(path);
    return bytes && ifReadable(() => load(decodeUtf8(bytes, path)));
  }
}

export function isKustomization(path: string): boolean {
  return KUSTOMIZATION_NAMES.some((name) => posix.basename(path) === name);
}

function entriesOf(data: unknown, lists = ['resources', 'bases', 'components']): string[] {
  return lists
    .flatMap((key) => [...listAt(data, key)])
    .filter((entry): entry is string => typeof entry === 'string' && !/^[a-z]+:\/\//.test(entry));
}

/** The labels that a kustomization puts on pods and into selectors. */
function labelsOf(data: unknown): Mapping {
  return { ...pairsOf(data, 'includeSelectors'), ...mappingAt(data, 'commonLabels') };
}

function pairsOf(data: unknown, included: 'includeSelectors' | 'includeTemplates'): Mapping {
  const lists = listAt(data, 'labels').filter((one) => isMapping(one) && one[included] === true);
  return Object.assign({}, ...lists.map((one) => mappingAt(one, 'pairs'))) as Mapping;
}

function inside(outer: Transformers, data: unknown): Transformers {
  return {
    namespace: outer.namespace ?? textAt(data, 'namespace'),
    namePrefix: outer.namePrefix + (textAt(data, 'namePrefix') ?? ''),
    nameSuffix: (textAt(data, 'nameSuffix') ?? '') + outer.nameSuffix,
  };
}
