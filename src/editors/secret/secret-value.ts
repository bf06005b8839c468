import { base64 } from '../../text/base64';
import { isAlias, isMap, isScalar, type ParsedNode } from 'yaml';
import { at, PARTS, type ManifestObject, type Part } from './secret-object';

/** A value of a Secret, where it stands. */
export interface Held {
  readonly part: Part;
  readonly node: ParsedNode | null;
}

/** Every place of the Secret where KEY stands; the first is the one that Kubernetes takes. */
export function placesOf({ map }: ManifestObject, key: string): Held[] {
  return PARTS.flatMap((part) => {
    const values = at(map, part);
    const node = isMap(values) ? at(values, key) : undefined;
    return node === undefined ? [] : [{ part, node }];
  });
}

export function keysOf({ map }: ManifestObject): string[] {
  const keys = PARTS.flatMap((part) => {
    const values = at(map, part);
    if (!isMap(values)) return [];
    return values.items.flatMap(({ key }) =>
      isScalar(key) && typeof key.value === 'string' ? [key.value] : [],
    );
  });
  return [...new Set(keys)];
}

/** What the YAML says there, before any decoding; nothing where it is no string. */
export function writtenText({ document }: ManifestObject, node: ParsedNode | null): string | undefined {
  const resolved = isAlias(node) ? node.resolve(document) : node;
  return isScalar(resolved) && typeof resolved.value === 'string' ? resolved.value : undefined;
}

/** What a container would see; nothing where it is no text. */
export function decodedText(object: ManifestObject, { part, node }: Held): string | undefined {
  const written = writtenText(object, node);
  return part === 'stringData' || written === undefined ? written : fromBase64(written);
}

/** A value as the part wants it written. */
export function encoded(value: string, part: Part): string {
  return part === 'data' ? base64(value) : value;
}

function fromBase64(written: string): string | undefined {
  const compact = written.replace(/\s+/g, '');
  if (compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) return undefined;
  const bytes = Buffer.from(compact, 'base64');
  const text = bytes.toString('utf8');
  return Buffer.from(text, 'utf8').equals(bytes) ? text : undefined;
}
