import { ApiObject, App, Chart, Lazy, type ApiObjectProps, type JsonPatch } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import type { Mapping } from '../text/mapping';
import { isPlain, PlainResolver } from './plain-resolver';

/**
 * A Kubernetes object whose props are plain values, or a `Lazy` of them. The JSON is the same as cdk8s', which asks each
 * resolver about each value and copies each value three times. If nobody patched the object or added a resolver, one
 * pass is enough, and takes a third of the time.
 */
export class Manifest extends ApiObject {
  private patched = false;

  constructor(
    scope: Construct,
    id: string,
    private readonly plain: ApiObjectProps & Readonly<Record<string, unknown>>,
  ) {
    super(scope, id, plain);
  }

  /** What is changed in the base's object is changed in that of each environment. */
  override addJsonPatch(...patches: JsonPatch[]): void {
    this.patched = true;
    super.addJsonPatch(...patches);
    for (const other of inEnvironments(this)) other.addJsonPatch(...patches);
  }

  override toJson(): unknown {
    const resolver = this.patched ? undefined : PlainResolver.aloneOf(App.of(this).resolvers);
    if (resolver === undefined) return super.toJson();
    const added = resolver.unresolved(() => this.metadata.toJson() as unknown);
    if (!isPlainThroughout(added)) return super.toJson();
    const { apiVersion, kind } = this;
    const rest = { ...this.plain, apiVersion: undefined, kind: undefined, metadata: undefined };
    return { apiVersion, kind, metadata: sorted(added, WITHOUT_EMPTY), ...(sorted(rest) as Mapping) };
  }
}

/** The same object in the environments of its chart. */
function inEnvironments(object: ApiObject): ApiObject[] {
  const { environments } = Chart.of(object) as Chart & { readonly environments?: ReadonlyMap<string, Chart> };
  const ids = object.node.scopes.slice(object.chart.node.scopes.length).map(({ node }) => node.id);
  return [...(environments?.values() ?? [])]
    .map((chart) => ids.reduce<IConstruct | undefined>((one, id) => one?.node.tryFindChild(id), chart))
    .filter((other) => ApiObject.isApiObject(other));
}

/** Users may add values to the metadata that cdk8s has to resolve, or refuses. */
function isPlainThroughout(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value !== 'function';
  return isPlain(value) && Object.values(value).every(isPlainThroughout);
}

/** cdk8s leaves empty values out of metadata. */
const WITHOUT_EMPTY = true;

/** Sorts the keys, and leaves out those without a value. */
function sorted(value: unknown, withoutEmpty = false): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Lazy) return sorted(value.produce(), withoutEmpty);
  if (Array.isArray(value)) {
    return withoutEmpty && value.length === 0 ? undefined : value.map((item) => sorted(item, withoutEmpty));
  }
  const result: Record<string, unknown> = {};
  let isEmpty = withoutEmpty;
  for (const key of inOrder(Object.keys(value))) {
    const item = sorted((value as Mapping)[key], withoutEmpty);
    if (item === undefined || item === null) continue;
    result[key] = item;
    isEmpty = false;
  }
  return isEmpty ? undefined : result;
}

/** Most are in order already, and checking that takes a fraction of a sort. */
function inOrder(keys: string[]): string[] {
  return keys.every((key, index) => index === 0 || (keys[index - 1] ?? '') <= key) ? keys : keys.sort();
}
