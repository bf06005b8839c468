import { fromBase64 } from '../../text/base64';
import { mappingAt, textAt } from '../../text/mapping';
import type { ClusterObject } from './cluster-object';

/** The decoded values of a Secret or a ConfigMap, of which stringData overrides data. */
export function heldTexts({
  kind,
  manifest,
}: Pick<ClusterObject, 'kind' | 'manifest'>): ReadonlyMap<string, string> {
  const decode = kind === 'Secret' ? fromBase64 : (text: string): string => text;
  const textsOf = (field: string): (readonly [string, string])[] =>
    Object.keys(mappingAt(manifest, field)).map((key) => [key, textAt(manifest[field], key) ?? '']);
  return new Map([
    ...textsOf('data').map(([key, text]) => [key, decode(text)] as const),
    ...textsOf('stringData'),
  ]);
}
