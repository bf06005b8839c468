import { isMap, isScalar, type YAMLMap } from 'yaml';
import { Refusal } from '../../text/refusal';
import { lineNumberAt, type Line } from '../../text/text-lines';
import { rangeOf, type YamlDocument } from '../../text/yaml-documents';
import { fieldOf, textOf, type PathListName } from './kustomization-field';

/** The one mapping that kustomize reads; none where the file says nothing yet. @throws Refusal */
export function rootOf(
  documents: YamlDocument[],
  lines: readonly Line[],
  path: string,
): YAMLMap.Parsed | undefined {
  const full = documents.filter(
    ({ contents }) => contents && !(isScalar(contents) && contents.value === null),
  );
  if (full.length > 1 || (full.length === 1 && full[0] !== documents[0])) {
    const where = full.map(({ contents }) => lineNumberAt(lines, contents ? rangeOf(contents)[0] : 0));
    throw Refusal.of(
      'several-documents',
      path,
      `holds ${documents.length} YAML documents (line ${where.join(', line ')}); kustomize reads the first only: put each in a file of its own`,
    );
  }
  const root = full[0]?.contents;
  if (root !== undefined && !isMap(root)) {
    throw Refusal.of(
      'not-a-kustomization',
      path,
      'is not a mapping; a kustomization has fields such as resources:',
    );
  }
  return root;
}

/** Another tool's object of the same name, or a kind whose entries mean something else. */
export function refuseForeign(root: YAMLMap.Parsed, lines: readonly Line[], path: string): void {
  const group = textOf(fieldOf(root, 'apiVersion')).split('/')[0];
  const kind = textOf(fieldOf(root, 'kind'));
  if (group !== '' && group !== 'kustomize.config.k8s.io') {
    const flux =
      group === 'kustomize.toolkit.fluxcd.io' ? "Flux's Kustomization, which has no resources; " : '';
    throw Refusal.of(
      'not-a-kustomization',
      path,
      `has the apiVersion of ${group}, ${flux}wanted kustomize.config.k8s.io: give the kustomization that lists the manifests`,
    );
  }
  if (kind !== '' && kind !== 'Kustomization') {
    throw Refusal.of(
      'not-a-kustomization',
      path,
      `is of kind ${kind}, wanted Kustomization: give the kustomization that lists the manifests, or add the entry by hand`,
    );
  }
  for (const { key } of root.items) {
    if (!isScalar(key) || typeof key.value !== 'string' || !/[\p{Cf}\u00a0]/u.test(key.value)) continue;
    throw Refusal.of(
      'invisible-character',
      path,
      `line ${lineNumberAt(lines, rangeOf(key)[0])} has an invisible character in the key ${visible(key.value)}, which kustomize does not know; type the key anew`,
    );
  }
}

function visible(key: string): string {
  return JSON.stringify(
    key.replace(
      /[\p{Cf}\u00a0]/gu,
      (one) => `<U+${one.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}>`,
    ),
  );
}

/** Before the parser's own word for it: this one says which lines, and what kustomize makes of them. */
export function refuseDuplicateList(
  text: string,
  list: PathListName,
  lines: readonly Line[],
  path: string,
): void {
  const field = new RegExp(`^(?:${list}|"${list}"|'${list}')[ \\t]*:`);
  const found = lines.flatMap((line, index) => (field.test(line.text) ? [index] : []));
  const boundary = lines.findIndex(
    ({ text: line }, index) => index > (found[0] ?? 0) && /^---(?:\s|$)/.test(line),
  );
  const same = found.filter((index) => boundary < 0 || index < boundary);
  if (same.length < 2) return;
  throw Refusal.of(
    `duplicate-${list}`,
    path,
    `has ${list}: ${same.length} times (lines ${same.map((index) => index + 1).join(', ')}), of which kustomize takes the last in silence; merge them into one list`,
  );
}
