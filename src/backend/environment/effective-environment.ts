import { listAt, mappingAt, textAt } from '../../text/mapping';

export type HolderKind = 'ConfigMap' | 'Secret';

/** A value in a Secret or ConfigMap. ORIGIN: where it is written, as the reader of the objects knows it. */
export interface HeldValue<Origin> {
  /** Undefined if only the cluster knows it. */
  readonly value: string | undefined;
  readonly origin: Origin;
}

/** The values of a Secret or ConfigMap by key; undefined if there is no such object. */
export type ContentOf<Origin> = (
  kind: HolderKind,
  name: string,
) => ReadonlyMap<string, HeldValue<Origin>> | undefined;

/** The object and the key from which a variable has its value. */
export interface Reference<Origin> {
  readonly kind: HolderKind;
  readonly name: string;
  readonly key: string;
  /** Undefined if the object or the key is not there. */
  readonly held: HeldValue<Origin> | undefined;
  /** True if the object is there, whether it has the key or not. */
  readonly isThere: boolean;
}

/** A variable that a container gets. */
export interface Variable<Origin> {
  readonly name: string;
  /** As the process gets it. Undefined if only the cluster knows it. */
  readonly value: string | undefined;
  /** `env`: an entry of its own; `envFrom`: all keys of an object. */
  readonly by: 'env' | 'envFrom';
  /** Undefined for a value in the container's env itself, and for a field of the pod. */
  readonly reference: Reference<Origin> | undefined;
  /** The variables to which its value refers by $(NAME). */
  readonly composedOf: readonly string[];
}

/** An object that the container reads whole, and that is not there: it may give any variable. */
export interface AbsentSource {
  readonly kind: HolderKind;
  readonly name: string;
  readonly prefix: string;
  readonly isOptional: boolean;
}

export interface EffectiveEnvironment<Origin> {
  readonly variables: ReadonlyMap<string, Variable<Origin>>;
  readonly absent: readonly AbsentSource[];
}

/**
 * The environment that a container gets, by the kubelet's rules: the sources of envFrom in their order, each with its
 * prefix, a later one over an earlier one; over them the entries of env, in which $(NAME) is an earlier variable.
 */
export function effectiveEnvironment<Origin>(
  container: unknown,
  contentOf: ContentOf<Origin>,
): EffectiveEnvironment<Origin> {
  const variables = new Map<string, Variable<Origin>>();
  const absent: AbsentSource[] = [];
  for (const from of listAt(container, 'envFrom')) {
    const source = sourceOf(from);
    if (source === undefined) continue;
    const { kind, name, prefix } = source;
    const content = contentOf(kind, name);
    if (content === undefined) absent.push(source);
    for (const [key, held] of content ?? []) {
      const variable = `${prefix}${key}`;
      const reference = { kind, name, key, held, isThere: true };
      variables.set(variable, {
        name: variable,
        value: held.value,
        by: 'envFrom',
        reference,
        composedOf: [],
      });
    }
  }
  for (const entry of listAt(container, 'env')) {
    const name = textAt(entry, 'name');
    const variable = name === undefined ? undefined : entryOf(name, entry, variables, contentOf);
    if (variable !== undefined) variables.set(variable.name, variable);
  }
  return { variables, absent };
}

/** Undefined for a reference to a field of the pod, and for an optional key that is not there. */
function entryOf<Origin>(
  name: string,
  entry: unknown,
  earlier: ReadonlyMap<string, Variable<Origin>>,
  contentOf: ContentOf<Origin>,
): Variable<Origin> | undefined {
  const text = textAt(entry, 'value') ?? '';
  // The API server refuses an entry with both. Its author meant the value that a patch has put over a reference.
  const given = text === '' ? mappingAt(entry, 'valueFrom') : {};
  for (const [field, kind] of KEY_REFERENCES) {
    const target = mappingAt(given, field);
    const [object, key] = [textAt(target, 'name'), textAt(target, 'key')];
    if (object === undefined || key === undefined) continue;
    const content = contentOf(kind, object);
    const held = content?.get(key);
    if (held === undefined && content !== undefined && target['optional'] === true) return undefined;
    const reference = { kind, name: object, key, held, isThere: content !== undefined };
    return { name, value: held?.value, by: 'env', reference, composedOf: [] };
  }
  if (Object.keys(given).length > 0) {
    return { name, value: undefined, by: 'env', reference: undefined, composedOf: [] };
  }
  return { name, by: 'env', reference: undefined, ...expanded(text, earlier) };
}

const KEY_REFERENCES = [
  ['secretKeyRef', 'Secret'],
  ['configMapKeyRef', 'ConfigMap'],
] as const;

/** $(NAME) is replaced where the variable is known; $$(NAME) is $(NAME) itself. */
function expanded<Origin>(
  text: string,
  earlier: ReadonlyMap<string, Variable<Origin>>,
): { value: string | undefined; composedOf: string[] } {
  const composedOf: string[] = [];
  const unknown: string[] = [];
  const value = text.replace(/\$\$|\$\(([^()]*)\)/g, (whole, name: string | undefined) => {
    if (name === undefined) return '$';
    const variable = earlier.get(name);
    if (variable === undefined) return whole;
    composedOf.push(name);
    if (variable.value === undefined) unknown.push(name);
    return variable.value ?? '';
  });
  return { value: unknown.length === 0 ? value : undefined, composedOf };
}

function sourceOf(from: unknown): AbsentSource | undefined {
  for (const [field, kind] of [
    ['secretRef', 'Secret'],
    ['configMapRef', 'ConfigMap'],
  ] as const) {
    const target = mappingAt(from, field);
    const name = textAt(target, 'name');
    if (name === undefined) continue;
    return { kind, name, prefix: textAt(from, 'prefix') ?? '', isOptional: target['optional'] === true };
  }
  return undefined;
}
