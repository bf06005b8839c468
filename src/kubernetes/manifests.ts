import { ApiObject, Chart, type App } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { mappingAt, textAt, type Mapping } from '../text/mapping';
import { Patch } from './patch';
import { yamlText } from '../text/yaml-text';

/** Each chart below the app is a folder of the base, with the chart's name. */
export interface ManifestFolder {
  readonly name: string;
  /** The list of the base's kustomization that names it. */
  readonly list: 'components' | 'resources';
  readonly files: ReadonlyMap<string, Buffer>;
  /** The objects in the files. */
  readonly objects: readonly ObjectIdentity[];
}

export interface ObjectIdentity {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** As written in the file. */
  readonly namespace: string | undefined;
}

/** The first line of each generated file. */
export const HEADER =
  '# Synthesized by cdk8s-database: change main.ts and run it again, an edit here is not kept.\n';

/** Kinds whose file is not named after the kind. */
const FILE_NAMES: Readonly<Record<string, string>> = { PersistentVolumeClaim: 'pvc' };

/** Kinds without a namespace: this project's, and others that users may put into their own charts. */
const CLUSTER_SCOPED: ReadonlySet<string> = new Set([
  'ClusterIssuer',
  'ClusterRole',
  'ClusterRoleBinding',
  'CustomResourceDefinition',
  'Namespace',
  'PersistentVolume',
  'PriorityClass',
  'StorageClass',
  'VolumeSnapshotClass',
]);

/**
 * The objects of an app as files. One loop over the constructs: App.synth() resolves the dependencies of the whole app
 * for each chart, and its time grows with the square of their number.
 */
export function renderManifests(
  app: App,
  namespaceOf?: (folder: string) => string | undefined,
  committed?: CommittedFile,
): ManifestFolder[] {
  return app.node.children
    .filter((child) => Chart.isChart(child))
    .map((chart) => renderChart(chart, namespaceOf?.(chart.node.id), committed));
}

/** The bytes of a file of a folder before this synth. */
type CommittedFile = (folder: string, file: string) => Buffer | undefined;

/** The objects of one chart, as in its files. */
export function chartObjects(chart: Chart, namespace: string | undefined): Mapping[] {
  return objectsOf(chart.node.findAll(), namespace);
}

function objectsOf(constructs: readonly IConstruct[], namespace: string | undefined): Mapping[] {
  return constructs
    .filter((construct) => ApiObject.isApiObject(construct))
    .map((object) => withNamespace(object.toJson() as Mapping, namespace));
}

function renderChart(
  chart: Chart,
  namespace: string | undefined,
  committed: CommittedFile | undefined,
): ManifestFolder {
  const documents = new Map<string, string[]>();
  const objects: ObjectIdentity[] = [];
  const constructs = chart.node.findAll();
  for (const object of objectsOf(constructs, namespace)) {
    const kind = textAt(object, 'kind') ?? '';
    const metadata = mappingAt(object, 'metadata');
    objects.push({
      apiVersion: textAt(object, 'apiVersion') ?? '',
      kind,
      name: textAt(metadata, 'name') ?? '',
      namespace: textAt(metadata, 'namespace'),
    });
    const text = yamlText(object);
    const file = fileName(kind);
    documents.set(file, [...(documents.get(file) ?? []), text]);
  }
  const names = [...documents.keys()].sort();
  const files = new Map<string, Buffer>(
    names.map((name) => [
      name,
      heldOnce(HEADER + (documents.get(name) ?? []).join('---\n'), committed?.(chart.node.id, name)),
    ]),
  );
  const patches = constructs.filter((construct) => Patch.isPatch(construct));
  for (const patch of patches) files.set(patch.fileName, Buffer.from(HEADER + yamlText(patch.manifest)));
  files.set(
    'kustomization.yaml',
    patches.length > 0
      ? component(
          names,
          patches.map(({ entry }) => entry),
        )
      : folderKustomization(names),
  );
  return { name: chart.node.id, list: patches.length > 0 ? 'components' : 'resources', files, objects };
}

let scratch = Buffer.allocUnsafeSlow(0);

/** The bytes of a text. If they equal BEFORE, as in most runs, it is BEFORE: they are in memory only once. */
function heldOnce(text: string, before: Buffer | undefined): Buffer {
  if (scratch.length < text.length * 3) scratch = Buffer.allocUnsafeSlow(text.length * 4);
  const bytes = scratch.subarray(0, scratch.write(text));
  return before?.equals(bytes) ? before : Buffer.from(bytes);
}

/** The kustomization of a managed folder: it lists the folder's files. */
export function folderKustomization(resources: readonly string[]): Buffer {
  return Buffer.from(
    HEADER + yamlText({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources }),
  );
}

/** The kustomization of a managed folder that also patches the user's objects. */
export function component(resources: readonly string[], patches: readonly Mapping[] = []): Buffer {
  return Buffer.from(
    HEADER +
      yamlText({
        apiVersion: 'kustomize.config.k8s.io/v1alpha1',
        kind: COMPONENT,
        // If both are empty, an empty list remains: kustomize refuses a kustomization without any field.
        ...((resources.length > 0 || patches.length === 0) && { resources }),
        ...(patches.length > 0 && { patches }),
      }),
  );
}

/** The kind of a kustomization that is listed under `components`. */
export const COMPONENT = 'Component';

/** The file of a managed folder that has the objects of a kind. */
export function fileName(kind: string): string {
  return `${FILE_NAMES[kind] ?? kind.toLowerCase()}.yaml`;
}

/** The object with that namespace, unless it has one already or its kind has none. */
export function withNamespace(object: Mapping, namespace: string | undefined): Mapping {
  const metadata = mappingAt(object, 'metadata');
  const hasOne = textAt(metadata, 'namespace') !== undefined;
  if (CLUSTER_SCOPED.has(textAt(object, 'kind') ?? '')) {
    // cdk8s gives the chart's namespace to each object in it.
    return hasOne ? { ...object, metadata: { ...metadata, namespace: undefined } } : object;
  }
  if (namespace === undefined || hasOne) return object;
  return { ...object, metadata: { ...metadata, namespace } };
}
