import { ApiObject, Chart, type App } from 'cdk8s';
import { isMapping, mappingAt, textAt, type Mapping } from './cluster-object';
import { yamlText } from './yaml-text';

/** A chart below the app is a folder of the base, under the chart's name. */
export interface ManifestFolder {
  readonly name: string;
  readonly files: ReadonlyMap<string, Buffer>;
  /** What is in the files. */
  readonly objects: readonly ObjectIdentity[];
}

export interface ObjectIdentity {
  readonly kind: string;
  readonly name: string;
  /** As written in the file. */
  readonly namespace: string | undefined;
}

const HEADER =
  '# Synthesized by cdk8s-database: change main.ts and run it again, an edit here is not kept.\n';

/** Kinds whose file has another name than the kind. */
const FILE_NAMES: Readonly<Record<string, string>> = { PersistentVolumeClaim: 'pvc' };

/**
 * The objects of an app as files. One loop over the constructs: App.synth() resolves the whole app's
 * dependencies for each chart and grows with the square of their number.
 */
export function renderManifests(
  app: App,
  namespaceOf?: (folder: string) => string | undefined,
): ManifestFolder[] {
  return app.node.children
    .filter((child) => Chart.isChart(child))
    .map((chart) => renderChart(chart, namespaceOf?.(chart.node.id)));
}

function renderChart(chart: Chart, namespace: string | undefined): ManifestFolder {
  const documents = new Map<string, string[]>();
  const objects: ObjectIdentity[] = [];
  for (const construct of chart.node.findAll()) {
    if (!ApiObject.isApiObject(construct)) continue;
    const { kind, name } = construct;
    const object = withNamespace(construct.toJson() as Mapping, namespace);
    objects.push({ kind, name, namespace: textAt(object['metadata'], 'namespace') });
    const text = yamlText(object);
    const file = fileName(kind);
    documents.set(file, [...(documents.get(file) ?? []), text]);
  }
  const names = [...documents.keys()].sort();
  const files = new Map<string, Buffer>(
    names.map((name) => [name, Buffer.from(HEADER + (documents.get(name) ?? []).join('---\n'))]),
  );
  files.set('kustomization.yaml', folderKustomization(names));
  return { name: chart.node.id, files, objects };
}

/** The kustomization of a folder of ours: just the files that are in it. */
export function folderKustomization(resources: readonly string[]): Buffer {
  return Buffer.from(
    HEADER + yamlText({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources }),
  );
}

function fileName(kind: string): string {
  return `${FILE_NAMES[kind] ?? kind.toLowerCase()}.yaml`;
}

function withNamespace(object: Mapping, namespace: string | undefined): Mapping {
  if (namespace === undefined || textAt(mappingAt(object, 'metadata'), 'namespace') !== undefined)
    return object;
  const metadata = isMapping(object['metadata']) ? object['metadata'] : {};
  return { ...object, metadata: { ...metadata, namespace } };
}
