import { isMapping, mappingAt, type Mapping } from '../text/mapping';
import { objectsOf, type ClusterObject } from '../gitops/tree/cluster-object';
import { heldTexts } from '../gitops/tree/held-texts';
import { selects } from '../gitops/tree/label-selector';
import { workloadsOf, type Workload } from '../gitops/tree/workload';
import type { ContentOf, HeldValue } from '../backend/environment/effective-environment';

/** What kustomize puts behind the name of what it generates. */
const HASH = /-[bcdfghkmt2456789]{10}$/;

/** The objects that kustomize builds, generated names without their hash. */
export class Built {
  readonly objects: readonly ClusterObject[];
  readonly workloads: readonly Workload[];

  constructor(text: string, path: string) {
    const objects = objectsOf({ path, namespace: undefined }, text, []);
    const hashed = objects
      .filter(({ kind, name }) => (kind === 'Secret' || kind === 'ConfigMap') && HASH.test(name))
      .map(({ name }) => [name, name.replace(HASH, '')] as const);
    this.objects = hashed.length === 0 ? objects : objects.map((one) => renamed(one, new Map(hashed)));
    this.workloads = workloadsOf(this.objects);
  }

  of(kind: string): readonly ClusterObject[] {
    return this.objects.filter((one) => one.kind === kind);
  }

  /** The objects of KIND whose own label names INSTANCE. */
  ours(kind: string, label: string, instance: string): readonly ClusterObject[] {
    return this.of(kind).filter(
      ({ manifest }) => mappingAt(manifest, 'metadata', 'labels')[label] === instance,
    );
  }

  /** The Services whose selector takes a pod with LABELS. */
  servicesOf(labels: Mapping, namespace: string | undefined): readonly ClusterObject[] {
    return this.of('Service').filter(({ manifest, namespace: own }) => {
      const matchLabels = mappingAt(manifest, 'spec', 'selector');
      return own === namespace && Object.keys(matchLabels).length > 0 && selects({ matchLabels }, labels);
    });
  }

  /** The Secrets and ConfigMaps of NAMESPACE; each value of one that is not in the build is OUTSIDE. */
  contentIn(namespace: string | undefined): ContentOf<undefined> {
    return (kind, name) => {
      const object = this.of(kind).find((one) => one.name === name && one.namespace === namespace);
      if (object === undefined) return new OutsideContent();
      const isEncrypted = 'sops' in object.manifest;
      return new Map(
        [...heldTexts(object)].map(([key, value]) => [
          key,
          { value: isEncrypted ? OUTSIDE : value, origin: undefined },
        ]),
      );
    };
  }
}

/** Stands for a value that only the cluster knows. */
export const OUTSIDE = 'known-to-the-cluster-alone';

class OutsideContent extends Map<string, HeldValue<undefined>> {
  override get(): HeldValue<undefined> {
    return { value: OUTSIDE, origin: undefined };
  }
}

function renamed(object: ClusterObject, names: ReadonlyMap<string, string>): ClusterObject {
  const swap = (value: unknown): unknown => {
    if (typeof value === 'string') return names.get(value) ?? value;
    if (Array.isArray(value)) return value.map(swap);
    if (!isMapping(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, swap(one)]));
  };
  const own = object.kind === 'Secret' || object.kind === 'ConfigMap';
  const name = own ? (names.get(object.name) ?? object.name) : object.name;
  return { ...object, name, manifest: swap(object.manifest) as Mapping };
}
