import { posix } from 'node:path';
import { load, loadAll } from 'js-yaml';
import { isMapping, listAt, mappingAt, textAt, type Mapping } from '../../text/mapping';
import { INVENTORY } from './inventory';
import { LISTS } from './listed-entries';
import { escapes } from '../../text/paths';
import { decodeUtf8 } from '../../text/text-file';
import { ifReadable } from '../../text/if-readable';

/** The file names that kustomize looks for in a folder, in its order. */
export const KUSTOMIZATION_NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'] as const;

/** A file that the base's kustomization includes, and how the kustomizations on the way change its objects. */
export interface Reached {
  readonly path: string;
  readonly namespace: string | undefined;
  /** Pod labels from nested kustomizations. The base's own labels are left out: the database gets them too. @default none */
  readonly podLabels?: Mapping;
}

/** An entry of a kustomization's secretGenerator or configMapGenerator. */
export interface Generator {
  /** The kustomization. */
  readonly path: string;
  /** The kind of the object that it makes. */
  readonly kind: 'ConfigMap' | 'Secret';
  readonly entry: Mapping;
}

const GENERATORS = [
  ['secretGenerator', 'Secret'],
  ['configMapGenerator', 'ConfigMap'],
] as const;

/** How kustomizations change names: the outermost prefix comes first, the outermost namespace wins. */
interface Transformers {
  readonly namespace: string | undefined;
  readonly namePrefix: string;
  readonly nameSuffix: string;
}

/** The base's kustomization and the files below the base that it includes. Entries outside of the base are not followed. */
export class KustomizeTree {
  readonly reached: readonly Reached[];
  /** The transformers of the base's own kustomization: they apply to the database's objects. */
  readonly transformers: Transformers;
  /** The content of the base's own kustomization. */
  readonly data: Mapping;
  /** Labels that it adds to every pod and selector, also the database's. */
  readonly podLabels: Mapping;
  /** Labels that it adds to every pod, but to no selector. */
  readonly templateLabels: Mapping;
  /** The generators of all these kustomizations, the outermost kustomization's first. */
  readonly generated: readonly Generator[];
  /** Entries outside of the base, with the kustomization that has them. */
  readonly outside: readonly { readonly path: string; readonly entry: string }[];
  /** Entries that are no file and no kustomization below the base: missing, outside of it, or fetched by kustomize. */
  readonly unfound: readonly { readonly path: string; readonly entry: string; readonly target: string }[];
  /** Entries of all lists of the base's own kustomization. */
  readonly entries: readonly string[];
  /** Entries of its `components`. */
  readonly components: readonly string[];

  constructor(
    private readonly source: { readonly files: ReadonlyMap<string, Buffer> },
    /** The base's own kustomization, relative to the repository's root. */
    readonly path: string,
  ) {
    const reached = new Map<string, Reached>();
    const generated: Generator[] = [];
    const outside: { path: string; entry: string }[] = [];
    const unfound: { path: string; entry: string; target: string }[] = [];
    const base = posix.dirname(path);
    const own = this.parse(path);
    const visit = (kustomization: string, outer: Transformers, outerLabels: Mapping): void => {
      if (reached.has(kustomization)) return;
      const data = kustomization === path ? own : this.parse(kustomization);
      const here = inside(outer, data);
      const podLabels = kustomization === path ? {} : { ...labelsOf(data), ...outerLabels };
      reached.set(kustomization, { path: kustomization, namespace: undefined });
      for (const [list, kind] of GENERATORS) {
        const entries = listAt(data, list).filter(isMapping);
        generated.push(...entries.map((entry) => ({ path: kustomization, kind, entry })));
      }
      for (const entry of entriesOf(data)) {
        const target = posix.normalize(posix.join(posix.dirname(kustomization), entry)).replace(/\/$/, '');
        if (escapes(posix.relative(base, target))) outside.push({ path: kustomization, entry });
        const below = KUSTOMIZATION_NAMES.map((name) => `${target}/${name}`).find((name) =>
          source.files.has(name),
        );
        if (source.files.has(target)) {
          reached.set(target, { path: target, namespace: here.namespace, podLabels });
        } else if (below === undefined) unfound.push({ path: kustomization, entry, target });
        // Managed folders are known already, and there may be thousands.
        else if (!source.files.has(`${target}/${INVENTORY}`)) visit(below, here, podLabels);
      }
    };
    visit(path, UNCHANGED, {});
    this.data = mappingAt(own);
    this.podLabels = labelsOf(own);
    this.templateLabels = pairsOf(own, 'includeTemplates');
    this.transformers = this.renaming(path, own);
    this.entries = entriesOf(own);
    this.components = entriesOf(own, ['components']);
    this.generated = generated;
    this.outside = outside;
    this.unfound = unfound;
    this.reached = [...reached.values()].filter(({ path: file }) => !isKustomization(file));
  }

  /** A name with the base's prefix and suffix: kustomize does not change a name inside a URL. */
  nameOf(name: string): string {
    return `${this.transformers.namePrefix}${name}${this.transformers.nameSuffix}`;
  }

  /** What a kustomization and its Components do to names, by their own fields and by builtin transformers. */
  private renaming(path: string, data: unknown, outer: readonly string[] = []): Transformers {
    const folder = posix.dirname(path);
    const way = [...outer, path];
    const components = entriesOf(data, ['components']).flatMap((entry) => {
      const below = KUSTOMIZATION_NAMES.map((name) => posix.join(folder, entry, name));
      const component = below.find((one) => this.source.files.has(one));
      const isOurs = this.source.files.has(posix.join(folder, entry, INVENTORY));
      // kustomize refuses a circle.
      return component === undefined || isOurs || way.includes(component)
        ? []
        : [this.renaming(component, this.parse(component), way)];
    });
    const transformers = listAt(data, 'transformers').flatMap((entry) =>
      typeof entry === 'string' ? renamers(this.transformerText(folder, entry)) : [],
    );
    // A later one is put around what the earlier ones have made of a name.
    return [...components, inside(UNCHANGED, data), ...transformers].reduce((inner, outer) => ({
      namespace: outer.namespace ?? inner.namespace,
      namePrefix: outer.namePrefix + inner.namePrefix,
      nameSuffix: inner.nameSuffix + outer.nameSuffix,
    }));
  }

  private transformerText(folder: string, entry: string): string {
    if (entry.includes('\n')) return entry;
    return this.source.files.get(posix.join(folder, entry))?.toString('utf8') ?? '';
  }

  /** Undefined if unreadable: the editor reports what is wrong with a kustomization that has to be changed. */
  private parse(path: string): unknown {
    const bytes = this.source.files.get(path);
    return bytes && ifReadable(() => load(decodeUtf8(bytes, path)));
  }
}

const UNCHANGED: Transformers = { namespace: undefined, namePrefix: '', nameSuffix: '' };

/** The builtin transformers in a file of `transformers` that change each object's name. */
function renamers(text: string): Transformers[] {
  return (ifReadable(() => loadAll(text)) ?? []).flatMap((one): Transformers[] => {
    const isEach = listAt(one, 'fieldSpecs').some(
      (spec) => textAt(spec, 'path') === 'metadata/name' && textAt(spec, 'kind') === undefined,
    );
    const isRenamer = /^(Prefix|Suffix|PrefixSuffix)Transformer$/.test(textAt(one, 'kind') ?? '');
    if (textAt(one, 'apiVersion') !== 'builtin' || !isRenamer || !isEach) return [];
    const [namePrefix, nameSuffix] = [textAt(one, 'prefix') ?? '', textAt(one, 'suffix') ?? ''];
    return [{ namespace: undefined, namePrefix, nameSuffix }];
  });
}

export function isKustomization(path: string): boolean {
  return KUSTOMIZATION_NAMES.some((name) => posix.basename(path) === name);
}

function entriesOf(data: unknown, lists: readonly string[] = LISTS): string[] {
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
