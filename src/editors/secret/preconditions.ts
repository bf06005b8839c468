import { isMap, isScalar, visit } from 'yaml';
import { Refusal } from '../../text/refusal';
import { lineNumberAt, linesOf } from '../../text/text-lines';
import { commentsOf } from '../../text/yaml-comments';
import { rangeOf } from '../../text/yaml-documents';
import {
  at,
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
export function refuseTemplates(text: string, path: string): void {
  if (!text.includes('{{')) return;
  const lines = linesOf(text);
  const comments = new Map(commentsOf(text, lines).map((comment) => [comment.line, comment.offset]));
  const index = lines.findIndex((line, number) =>
    HELM.test(text.slice(line.start, comments.get(number) ?? line.end)),
  );
  if (index >= 0) throw templated(path, index + 1);
}

function templated(path: string, line: number): Refusal {
  return Refusal.of(
    'template',
    path,
    `line ${line} is a template ({{ … }}), so the value is made elsewhere; set it in the chart's values or where the template is rendered`,
  );
}

/** @throws Refusal where an edit of this file would break it, or change what no one reads. */
export function refuseLookAlikes(file: ManifestFile): void {
  const sealed = file.objects.find(isEncrypted);
  if (sealed) {
    throw Refusal.of(
      'sops-encrypted',
      file.path,
      `holds ${described(sealed).replace(/ENC\[[^\]]*\]/g, 'ENC[…]')}, encrypted by SOPS, and any other edit breaks its checksum; change the value with: sops edit ${file.path}`,
    );
  }
  if (file.objects.some(isPlainSecret)) return;
  const found = file.objects.map(described);
  const kind = file.objects.map((object) => object.kind).find((one) => one in INSTEAD) ?? '';
  const advice = INSTEAD[kind] ?? 'give the file that holds the Secret';
  throw Refusal.of(
    kind === '' ? 'no-secret' : `no-secret-but-${kind.replace(/(?<=.)(?=[A-Z])/g, '-').toLowerCase()}`,
    file.path,
    `holds ${found.length === 0 ? 'no object' : found.join(', ')}, wanted a plain v1 Secret; ${advice}`,
  );
}

/** A template in what makes the object itself; its other values and annotations may well be templates of an app. */
export function refuseTemplatedSecret(file: ManifestFile, object: ManifestObject, key: string): void {
  const values = PARTS.map((part) => at(object.map, part));
  visit(object.map, {
    Pair(_, { key: name, value }, ancestors) {
      const isOwn = isScalar(name) && name.value === key;
      const holder = ancestors.at(-1);
      if (values.some((part) => part === holder) && !isOwn) return visit.SKIP;
      if (isScalar(name) && name.value === 'annotations') return visit.SKIP;
      for (const node of [name, value]) {
        if (isScalar(node) && typeof node.value === 'string' && node.value.includes('{{')) {
          throw templated(file.path, lineNumberAt(file.lines, rangeOf(node)[0]));
        }
        if (isMap(node) && node.flow && isMap(node.items[0]?.key)) {
          throw templated(file.path, lineNumberAt(file.lines, rangeOf(node)[0]));
        }
      }
      return undefined;
    },
  });
}
