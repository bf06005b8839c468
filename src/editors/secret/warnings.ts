import { isAlias, isScalar, visit } from 'yaml';
import type { Notice } from '../../text/refusal';
import { notToBeCommitted, staleComments } from '../yaml/comment-warnings';
import { nodeAt, rangeOf, stringAt } from '../yaml/nodes';
import { isOpaque } from './choose-secret';
import { described, type ManifestFile, type ManifestObject } from './secret-object';
import { decodedText, keysOf, textOf, valuesOf } from './secret-value';
import type { ProblemCode } from '../../text/problem-code';

interface Edit {
  readonly file: ManifestFile;
  readonly secret: ManifestObject;
  readonly key: string;
  readonly value: string;
  /** The key is not there yet. */
  readonly isNew: boolean;
}

/** What a person should check where KEY of the Secret gets a value. Names lines and keys, never values. */
export function warningsFor(
  file: ManifestFile,
  secret: ManifestObject,
  key: string,
  value: string,
): Notice[] {
  const edit = { file, secret, key, value, isNew: valuesOf(secret, key).length === 0 };
  const found = (Object.entries(CHECKS) as [ProblemCode, Check][]).flatMap(([code, check]) =>
    [check(edit) ?? []].flat().map((message) => file.notice(code, message)),
  );
  return [...staleComments(file, key, textOf(secret, key) ?? '', value), ...notToBeCommitted(file), ...found];
}

type Check = (edit: Edit) => readonly string[] | string | undefined;

const CHECKS: Readonly<Partial<Record<ProblemCode, Check>>> = {
  'alias-replaced': ({ secret, key }) => {
    const node = valuesOf(secret, key)[0]?.node;
    return isAlias(node) ? `${key} was the alias *${node.source}; the anchor keeps its own value` : undefined;
  },

  'alias-follows': ({ file, secret, key }) => {
    const node = valuesOf(secret, key)[0]?.node;
    if (!isScalar(node) || node.anchor === undefined) return undefined;
    const lines: number[] = [];
    visit(secret.document, {
      Alias(_, alias) {
        if (alias.resolve(secret.document) === node) lines.push(file.lineAt(rangeOf(alias)[0]) + 1);
      },
    });
    if (lines.length === 0) return undefined;
    return `the alias *${node.anchor} (line ${lines.join(', ')}) has the new value too, as its anchor is ${key}`;
  },

  'shadowed-value': ({ file, secret, key }) => {
    const node = valuesOf(secret, key)[1]?.node;
    if (!node) return undefined;
    return `${key} stands under data too (line ${file.lineNumberOf(node)}), where stringData wins over it; remove that line`;
  },

  'similar-key': ({ secret, key, isNew }) =>
    keysOf(secret)
      .filter((other) => isNew && letters(other) === letters(key))
      .map((other) => `${described(secret)} has a key ${other} already; ${key} was added beside it`),

  'misplaced-key': ({ secret: { map }, key, isNew }) => {
    const isMisplaced = [map, nodeAt(map, 'metadata')].some((node) => nodeAt(node, key) !== undefined);
    if (!isNew || !isMisplaced) return undefined;
    return `${key} stands outside of data and stringData too, where Kubernetes does not take it; remove it there`;
  },

  'commented-line': ({ file, key, isNew }) => {
    const isKey = (text: string): boolean => text.replace(/^#+[ \t]*/, '').startsWith(`${key}:`);
    const comment = file.comments.find(({ text }) => isNew && isKey(text));
    return (
      comment &&
      `line ${comment.line + 1} has ${key} commented, and stays so; remove it if it is no longer wanted`
    );
  },

  // A file of variables kept as one value: an application that reads that does not see the new key.
  'key-in-a-value': ({ secret, key }) => {
    const assigned = new RegExp(`^[ \\t]*(?:export[ \\t]+)?${key.replaceAll('.', '\\.')}[ \\t]*[=:]`, 'm');
    return keysOf(secret)
      .filter((other) =>
        valuesOf(secret, other).some((held) => assigned.test(decodedText(secret, held) ?? '')),
      )
      .map((other) => `the value of ${other} sets ${key} too; correct it there as well`);
  },

  'typed-secret': ({ secret, key, isNew }) => {
    if (isOpaque(secret) || !isNew) return undefined;
    const type = stringAt(secret.map, 'type') ?? '';
    return `${described(secret)} is of type ${type}, which has keys of its own; ${key} was added`;
  },

  'immutable-secret': ({ secret }) => {
    const node = nodeAt(secret.map, 'immutable');
    if (!isScalar(node) || node.value !== true) return undefined;
    return `${described(secret)} is immutable: a cluster that has it refuses the new value until it is deleted`;
  },

  // An ExternalSecret or SealedSecret beside it that writes the Secret of the same name.
  'owned-elsewhere': ({ file, secret }) =>
    file.objects
      .filter(({ kind }) => /^(?:Cluster)?ExternalSecret$|^SealedSecret$/.test(kind))
      .filter((object) => targetOf(object) === secret.name)
      .filter(({ namespace }) => namespace === undefined || namespace === secret.namespace)
      .map((object) => {
        return `${described(object)} makes a Secret of the same name and would overwrite the value`;
      }),

  // Flux and envsubst fill in `${…}` in the whole file, the new value included.
  substitution: ({ secret, value }) => {
    if (!secret.name?.includes('${') || !value.includes('$')) return undefined;
    return `${described(secret)} is filled in by variable substitution, which takes the $ of the new value for its own`;
  },
};

function letters(key: string): string {
  return key.toLowerCase().replace(/[^a-z0-9]/g, '');
}

function targetOf({ map, name }: ManifestObject): string | undefined {
  return stringAt(nodeAt(nodeAt(map, 'spec'), 'target'), 'name') ?? name;
}
