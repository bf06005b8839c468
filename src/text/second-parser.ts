import {
  CORE_SCHEMA,
  defineMappingTag,
  defineScalarTag,
  defineSequenceTag,
  loadAll,
  mergeTag,
} from 'js-yaml';
import { ifReadable } from './if-readable';

/** Tags that we do not know (`!vault`, `!Ref`) are carried along: they stand for themselves on both sides. */
const PREFIXES = ['!', 'tag:'];

const SCHEMA = CORE_SCHEMA.withTags(
  mergeTag,
  PREFIXES.map((prefix) =>
    defineScalarTag(prefix, {
      matchByTagPrefix: true,
      resolve: (source: string, _isExplicit: boolean, tag: string) => `${tag} ${source}`,
      identify: () => false,
    }),
  ),
  PREFIXES.map((prefix) =>
    defineSequenceTag<unknown[]>(prefix, {
      matchByTagPrefix: true,
      create: () => [],
      addItem: (carrier, item) => void carrier.push(item),
      identify: () => false,
    }),
  ),
  PREFIXES.map((prefix) =>
    defineMappingTag<Map<unknown, unknown>>(prefix, {
      matchByTagPrefix: true,
      create: () => new Map(),
      addPair: (carrier, key, value) => (carrier.set(key, value), ''),
      has: (carrier, key) => carrier.has(key),
      keys: (carrier) => carrier.keys(),
      get: (carrier, key) => carrier.get(key),
      identify: () => false,
    }),
  ),
);

/** The data of every document as a second, independent parser reads it; nothing where it cannot. */
export function secondOpinion(text: string): unknown[] | undefined {
  const read = (readable: string): unknown[] => loadAll(readable, { schema: SCHEMA });
  return ifReadable(() => read(text)) ?? ifReadable(() => read(indentClosingBrackets(text)));
}

/** Below its field, as people write it and kustomize reads it, js-yaml alone does not take a closing bracket. */
function indentClosingBrackets(text: string): string {
  return text.replace(/^(?=[ \t]*[\]}])/gm, ' ');
}
