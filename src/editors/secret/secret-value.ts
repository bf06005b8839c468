import { isAlias, isMap, type ParsedNode } from 'yaml';
import { base64 } from '../../text/base64';
import { nodeAt, stringOf } from '../yaml/nodes';
import { PARTS, type ManifestObject, type Part } from './secret-object';

/** A value of a Secret, and the part that holds it. */
export interface HeldValue {
  readonly part: Part;
  readonly node: ParsedNode | null;
}

/** Every value of KEY in the Secret; the first is the one that Kubernetes takes. */
export function valuesOf({ map }: ManifestObject, key: string): HeldValue[] {
  return PARTS.flatMap((part) => {
    const node = nodeAt(nodeAt(map, part), key);
    return node === undefined ? [] : [{ part, node }];
  });
}

export function keysOf({ map }: ManifestObject): string[] {
  const keys = PARTS.map((part) => nodeAt(map, part))
    .flatMap((values) => (isMap(values) ? values.items : []))
    .map(({ key }) => stringOf(key));
  return [...new Set(keys)].filter((key) => key !== undefined);
}

/** What a container would see of KEY; undefined where the key is not there or holds no text. */
export function textOf(object: ManifestObject, key: string): string | undefined {
  const [value] = valuesOf(object, key);
  return value && decodedText(object, value);
}

/** What a container would see; undefined where it is no text. */
export function decodedText({ document }: ManifestObject, { part, node }: HeldValue): string | undefined {
  const written = stringOf(isAlias(node) ? node.resolve(document) : node);
  return part === 'stringData' || written === undefined ? written : decoded(written);
}

/** A value as the part wants it written. */
export function encoded(value: string, part: Part): string {
  return part === 'data' ? base64(value) : value;
}

function decoded(written: string): string | undefined {
  const compact = written.replace(/\s+/g, '');
  if (compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) return undefined;
  const bytes = Buffer.from(compact, 'base64');
  const text = bytes.toString('utf8');
  return Buffer.from(text, 'utf8').equals(bytes) ? text : undefined;
}
