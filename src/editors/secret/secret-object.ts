import { isMap, isScalar, isSeq, type ParsedNode, type YAMLMap } from 'yaml';
import { lineNumberAt, linesOf, type Line } from '../../text/text-lines';
import { parseDocuments, rangeOf, refuseConflictMarkers, type YamlDocument } from '../../text/yaml-documents';

/** The two parts of a Secret that hold values: base64 text, and text as it is. Kubernetes lets the second win. */
export type Part = 'stringData' | 'data';
export const PARTS: readonly Part[] = ['stringData', 'data'];

/** An object of a manifest file, as nodes with their places. */
export interface ManifestObject {
  readonly document: YamlDocument;
  readonly map: YAMLMap.Parsed;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  readonly line: number;
}

export interface ManifestFile {
  readonly text: string;
  readonly path: string;
  readonly lines: readonly Line[];
  readonly documents: readonly YamlDocument[];
  /** In their order, the items of a `kind: List` in its place. */
  readonly objects: readonly ManifestObject[];
}

/** @throws Refusal where it is not sound YAML. */
export function readManifest(text: string, path: string): ManifestFile {
  const lines = linesOf(text);
  refuseConflictMarkers(lines, path);
  const documents = parseDocuments(text, lines, path);
  return {
    text,
    path,
    lines,
    documents,
    objects: documents.flatMap((document) => objectsOf(document, lines)),
  };
}

function objectsOf(document: YamlDocument, lines: readonly Line[]): ManifestObject[] {
  const root = document.contents;
  if (!isMap(root)) return [];
  const items = textAt(root, 'kind') === 'List' ? at(root, 'items') : undefined;
  const maps = isSeq(items) ? items.items.filter((item): item is YAMLMap.Parsed => isMap(item)) : [root];
  return maps.map((map) => {
    const metadata = at(map, 'metadata');
    return {
      document,
      map,
      apiVersion: textAt(map, 'apiVersion') ?? '',
      kind: textAt(map, 'kind') ?? '',
      name: isMap(metadata) ? textAt(metadata, 'name') : undefined,
      namespace: isMap(metadata) ? textAt(metadata, 'namespace') : undefined,
      line: lineNumberAt(lines, rangeOf(map)[0]),
    };
  });
}

export function isPlainSecret(object: ManifestObject): boolean {
  return object.kind === 'Secret' && object.apiVersion === 'v1' && !isEncrypted(object);
}

/** SOPS leaves its checksum beside what it encrypts, in the object or in the List around it. */
export function isEncrypted({ map, document }: ManifestObject): boolean {
  return [map, document.contents].some((node) => isMap(node) && at(node, 'sops') !== undefined);
}

/** What stands at KEY of a mapping; undefined where there is no such key, null where nothing stands there. */
export function at(map: YAMLMap.Parsed, key: string): ParsedNode | null | undefined {
  return map.items.find((pair) => isScalar(pair.key) && pair.key.value === key)?.value;
}

export function textAt(map: YAMLMap.Parsed, key: string): string | undefined {
  const node = at(map, key);
  return isScalar(node) && typeof node.value === 'string' ? node.value : undefined;
}

/** How a message speaks of an object: by name, namespace and line, never by what it holds. */
export function described({ kind, name, namespace, line }: ManifestObject): string {
  const where = namespace === undefined ? '' : ` in namespace ${JSON.stringify(namespace)}`;
  return `${kind || 'an object without a kind'} ${name === undefined ? 'without a name' : JSON.stringify(name)}${where} (line ${line})`;
}
