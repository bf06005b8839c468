import { ApiObject, App, Lazy, type ApiObjectProps, type JsonPatch } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Mapping } from './cluster-object';
import { PlainResolver } from './plain-resolver';

/**
 * An object of Kubernetes whose props are plain values, or a `Lazy` of some. The JSON is cdk8s' own, which asks
 * each resolver about each value and copies each three times; where nobody has patched the object or added a
 * resolver, once is enough, and takes a third of the time.
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

  override addJsonPatch(...patches: JsonPatch[]): void {
    this.patched = true;
    super.addJsonPatch(...patches);
  }

  override toJson(): unknown {
    if (this.patched || !PlainResolver.isAlone(App.of(this).resolvers)) return super.toJson();
    const { apiVersion, kind } = this;
    const rest = { ...this.plain, apiVersion: undefined, kind: undefined, metadata: undefined };
    return { apiVersion, kind, metadata: this.metadata.toJson() as unknown, ...(sorted(rest) as Mapping) };
  }
}

/** With the keys in order, and those that have no value left out. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  if (value instanceof Lazy) return sorted(value.produce());
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort()) {
    const item = sorted((value as Mapping)[key]);
    if (item !== undefined && item !== null) result[key] = item;
  }
  return result;
}
