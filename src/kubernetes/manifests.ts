import { ApiObject, Chart, type App } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { mappingAt, textAt, type Mapping } from '../text/mapping';
import { Patch } from './patch';
import { yamlText } from '../text/yaml-text';

/** A chart below the app is a folder of the base, under the chart's name. */
export interface ManifestFolder {
  readonly name: string;
  /** The list of the base's kustomization that it is for. */
  readonly list: 'components' | 'resources';
  readonly files: ReadonlyMap<string, Buffer>;
  /** What is in the files. */
  readonly objects: readonly ObjectIdentity[];
}

export interface ObjectIdentity {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** As written in the file. */
  readonly namespace: string | undefined;
}

/** What stands over each file that is ours. */
export const HEADER =
  '# Synthesized by cdk8s-database: change main.ts and run it again, an edit here is not kept.\n';

/** Kinds whose file has another name than the kind. */
const FILE_NAMES: Readonly<Record<string, string>> = { PersistentVolumeClaim: 'pvc' };

/** Kinds that are in no namespace, of this project's and others that stand in a chart of a user's own. */
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
 * The objects of an app as files. One loop over the constructs: App.synth() resolves the whole app's
 * dependencies for each chart and grows with the square of their number.
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

/** What stands in a file of a folder now. */
type CommittedFile = (folder: string, file: string) => Buffer | undefined;

/** The objects of one chart, as they stand in its files. */
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

/** A text's bytes: those of BEFORE where they are the same, as in most runs, so that they are in memory once. */
function heldOnce(text: string, before: Buffer | undefined): Buffer {
  if (scratch.length < text.length * 3) scratch = Buffer.allocUnsafeSlow(text.length * 4);
  const bytes = scratch.subarray(0, scratch.write(text));
  return before?.equals(bytes) ? before : Buffer.from(bytes);
}

/** The kustomization of a folder of ours: just the files that are in it. */
export function folderKustomization(resources: readonly string[]): Buffer {
  return Buffer.from(
    HEADER + yamlText({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources }),
  );
}

/** The same of a folder that changes objects of the user's as well. */
export function component(resources: readonly string[], patches: readonly Mapping[] = []): Buffer {
  return Buffer.from(
    HEADER +
      yamlText({
        apiVersion: 'kustomize.config.k8s.io/v1alpha1',
        kind: COMPONENT,
        // Where it has neither, it has to say so: kustomize refuses one that says nothing.
        ...((resources.length > 0 || patches.length === 0) && { resources }),
        ...(patches.length > 0 && { patches }),
      }),
  );
}

/** The kind of a kustomization that is listed under `components`. */
export const COMPONENT = 'Component';

/** The file of a folder of ours that has the objects of a kind. */
export function fileName(kind: string): string {
  return `${FILE_NAMES[kind] ?? kind.toLowerCase()}.yaml`;
}

/** The object in that namespace, unless it names one itself, or can be in none. */
export function withNamespace(object: Mapping, namespace: string | undefined): Mapping {
  const metadata = mappingAt(object, 'metadata');
  const hasOne = textAt(metadata, 'namespace') !== undefined;
  if (CLUSTER_SCOPED.has(textAt(object, 'kind') ?? '')) {
    // A chart's namespace is cdk8s' for each object in it.
    return hasOne ? { ...object, metadata: { ...metadata, namespace: undefined } } : object;
  }
  if (namespace === undefined || hasOne) return object;
  return { ...object, metadata: { ...metadata, namespace } };
}
