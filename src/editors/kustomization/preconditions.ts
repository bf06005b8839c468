import { isMap, type YAMLMap } from 'yaml';
import { stringAt, stringOf } from '../yaml/nodes';
import type { YamlFile } from '../yaml/yaml-file';

/** The one mapping that kustomize reads; none where the file says nothing yet. @throws Refusal */
export function rootOf(file: YamlFile): YAMLMap.Parsed | undefined {
  const { documents, fullDocuments } = file;
  if (fullDocuments.length > 1 || (fullDocuments.length === 1 && fullDocuments[0] !== documents[0])) {
    const lines = fullDocuments.flatMap(({ contents }) => (contents ? [file.lineNumberOf(contents)] : []));
    const message = `holds ${documents.length} YAML documents (line ${lines.join(', line ')}); kustomize reads the first only: put each in a file of its own`;
    throw file.refusal('several-documents', message);
  }
  const root = fullDocuments[0]?.contents ?? undefined;
  if (root === undefined || isMap(root)) return root;
  const message = 'is not a mapping; a kustomization has fields such as resources:';
  throw file.refusal('not-a-kustomization', message);
}

/** Another tool's object of the same name, or a kind whose entries mean something else. @throws Refusal */
export function checkKind(
  file: YamlFile,
  root: YAMLMap.Parsed,
  kinds: readonly string[] = ['Kustomization'],
): void {
  const group = (stringAt(root, 'apiVersion') ?? '').split('/')[0];
  const kind = stringAt(root, 'kind') ?? '';
  if (group !== '' && group !== 'kustomize.config.k8s.io') {
    const flux =
      group === 'kustomize.toolkit.fluxcd.io' ? "Flux's Kustomization, which has no resources; " : '';
    const message = `has the apiVersion of ${group}, ${flux}wanted kustomize.config.k8s.io: give the kustomization that lists the manifests`;
    throw file.refusal('not-a-kustomization', message);
  }
  if (kind !== '' && !kinds.includes(kind)) {
    const message = `is of kind ${kind}, wanted Kustomization: give the kustomization that lists the manifests, or add the entry by hand`;
    throw file.refusal('not-a-kustomization', message);
  }
  for (const { key } of root.items) {
    const name = stringOf(key);
    if (name === undefined || !/[\p{Cf}\u00a0]/u.test(name)) continue;
    const message = `line ${file.lineNumberOf(key)} has an invisible character in the key ${visible(name)}, which kustomize does not know; type the key anew`;
    throw file.refusal('invisible-character', message);
  }
}

function visible(key: string): string {
  const code = (one: string): string =>
    `<U+${one.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}>`;
  return JSON.stringify(key.replace(/[\p{Cf}\u00a0]/gu, code));
}

/** Before the parser refuses it: this message has the lines, and what kustomize makes of them. @throws Refusal */
export function checkDuplicateList(file: YamlFile, list: 'bases' | 'components' | 'resources'): void {
  const field = new RegExp(`^(?:${list}|"${list}"|'${list}')[ \\t]*:`);
  const found = file.lines.flatMap((line, index) => (field.test(line.text) ? [index] : []));
  const boundary = file.lines.findIndex(
    ({ text }, index) => index > (found[0] ?? 0) && /^---(?:\s|$)/.test(text),
  );
  const same = found.filter((index) => boundary < 0 || index < boundary);
  if (same.length < 2) return;
  const message = `has ${list}: ${same.length} times (lines ${same.map((index) => index + 1).join(', ')}), of which kustomize takes the last in silence; merge them into one list`;
  throw file.refusal(`duplicate-${list}`, message);
}
