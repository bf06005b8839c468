import { isMap, visit } from 'yaml';
import { Refusal } from '../../text/refusal';
import { linesOf } from '../../text/text-lines';
import { commentsOf } from '../../text/yaml-comments';
import { nodeAt, stringOf } from '../yaml/nodes';
import {
  described,
  isEncrypted,
  isPlainSecret,
  PARTS,
  type ManifestFile,
  type ManifestObject,
} from './secret-object';

/** Where a value that is not in a plain Secret has to be changed instead. */
const INSTEAD: Readonly<Record<string, string>> = {
  ExternalSecret: 'change the value in the secret store that it reads',
  ClusterExternalSecret: 'change the value in the secret store that it reads',
  SealedSecret: 'seal the new value with kubeseal',
  ConfigMap: 'a connection string with a password belongs in a Secret: move the key there',
};

/** Helm's own objects and functions: what is found in a chart's template, and in no value. */
const HELM = /\{\{-?[^}]*(?:\.(?:Values|Release|Chart|Capabilities|Files)\b|\b(?:include|tpl)\s+")/;

/** A template is no YAML until it is rendered: said before the parser stumbles over it. @throws Refusal */
export function checkNoTemplate(text: string, path: string): void {
  if (!text.includes('{{')) return;
  const lines = linesOf(text);
  const comments = new Map(commentsOf(text, lines).map(({ line, offset }) => [line, offset]));
  const index = lines.findIndex(({ start, end }, number) =>
    HELM.test(text.slice(start, comments.get(number) ?? end)),
  );
  if (index >= 0) throw templated(path, index + 1);
}

function templated(path: string, line: number): Refusal {
  const message = `line ${line} is a template ({{ … }}), so the value is made elsewhere; set it in the chart's values or where the template is rendered`;
  return Refusal.of('template', path, message);
}

/** @throws Refusal where an edit of this file would break it, or change what no one reads. */
export function checkHoldsSecret(file: ManifestFile): void {
  const sealed = file.objects.find(isEncrypted);
  if (sealed) {
    const what = described(sealed).replace(/ENC\[[^\]]*\]/g, 'ENC[…]');
    const message = `holds ${what}, encrypted by SOPS, and any other edit breaks its checksum; change the value with: sops edit ${file.path}`;
    throw file.refusal('sops-encrypted', message);
  }
  if (file.objects.some(isPlainSecret)) return;
  const found = file.objects.map(described);
  const kind = file.objects.map((object) => object.kind).find((one) => one in INSTEAD) ?? '';
  const advice = INSTEAD[kind] ?? 'give the file that holds the Secret';
  throw file.refusal(
    kind === '' ? 'no-secret' : `no-secret-but-${kind.replace(/(?<=.)(?=[A-Z])/g, '-').toLowerCase()}`,
    `holds ${found.length === 0 ? 'no object' : found.join(', ')}, wanted a plain v1 Secret; ${advice}`,
  );
}

/** A template in what makes the object itself; its other values and annotations may well be templates of an app. */
export function checkSecretNoTemplate(file: ManifestFile, { map }: ManifestObject, key: string): void {
  const values = PARTS.map((part) => nodeAt(map, part));
  visit(map, {
    Pair(_, pair, ancestors) {
      const name = stringOf(pair.key);
      const isOtherValue = values.some((part) => part === ancestors.at(-1)) && name !== key;
      if (isOtherValue || name === 'annotations') return visit.SKIP;
      for (const node of [pair.key, pair.value]) {
        const isTemplated =
          stringOf(node)?.includes('{{') ?? (isMap(node) && node.flow && isMap(node.items[0]?.key));
        if (isTemplated) throw templated(file.path, file.lineNumberOf(node as ManifestObject['map']));
      }
      return undefined;
    },
  });
}
