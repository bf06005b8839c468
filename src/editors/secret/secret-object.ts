import { isMap, isSeq, type YAMLMap } from 'yaml';
import { nodeAt, stringAt } from '../yaml/nodes';
import type { YamlDocument } from '../yaml/parsers';
import { YamlFile } from '../yaml/yaml-file';

/** The two parts of a Secret that hold values: base64 text, and text as it is. Kubernetes lets the second win. */
export type Part = 'stringData' | 'data';
export const PARTS: readonly Part[] = ['stringData', 'data'];

/** An object of a manifest file, as nodes with their positions. */
export interface ManifestObject {
  readonly document: YamlDocument;
  readonly map: YAMLMap.Parsed;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  /** Where it begins, from 1. */
  readonly line: number;
}

export class ManifestFile extends YamlFile {
  /** In their order, the items of a `kind: List` in its position. */
  readonly objects: readonly ManifestObject[];

  constructor(text: string, path: string) {
    super(text, path);
    this.objects = this.documents.flatMap((document) => objectsOf(this, document));
  }
}

function objectsOf(file: YamlFile, document: YamlDocument): ManifestObject[] {
  const root = document.contents;
  if (!isMap(root)) return [];
  const items = stringAt(root, 'kind') === 'List' ? nodeAt(root, 'items') : undefined;
  const maps = isSeq(items) ? items.items.filter((item): item is YAMLMap.Parsed => isMap(item)) : [root];
  return maps.map((map) => ({
    document,
    map,
    apiVersion: stringAt(map, 'apiVersion') ?? '',
    kind: stringAt(map, 'kind') ?? '',
    name: stringAt(nodeAt(map, 'metadata'), 'name'),
    namespace: stringAt(nodeAt(map, 'metadata'), 'namespace'),
    line: file.lineNumberOf(map),
  }));
}

export function isPlainSecret(object: ManifestObject): boolean {
  return object.kind === 'Secret' && object.apiVersion === 'v1' && !isEncrypted(object);
}

/** SOPS leaves its checksum beside what it encrypts, in the object or in the List around it. */
export function isEncrypted({ map, document }: ManifestObject): boolean {
  return [map, document.contents].some((node) => nodeAt(node, 'sops') !== undefined);
}

/** How a message names an object: by name, namespace and line, never by what it holds. */
export function described({ kind, name, namespace, line }: ManifestObject): string {
  const where = namespace === undefined ? '' : ` in namespace ${JSON.stringify(namespace)}`;
  return `${kind || 'an object without a kind'} ${name === undefined ? 'without a name' : JSON.stringify(name)}${where} (line ${line})`;
}
