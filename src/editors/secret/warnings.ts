import { base64 } from '../../text/base64';
import { isAlias, isMap, isScalar, visit } from 'yaml';
import type { Notice } from '../../text/refusal';
import { lineNumberAt } from '../../text/text-lines';
import { commentsOf, type Comment } from '../../text/yaml-comments';
import { rangeOf } from '../../text/yaml-documents';
import { isOpaque } from './choose-secret';
import { at, described, PARTS, textAt, type ManifestFile, type ManifestObject } from './secret-object';
import { decodedText, keysOf, placesOf } from './secret-value';

type Found = readonly [code: string, message: string];

/** What a person should look at where KEY of the Secret gets a value. Speaks of lines and keys, never of values. */
export function worthALook(file: ManifestFile, secret: ManifestObject, key: string, value: string): Notice[] {
  return [
    ...staleComments(file, secret, key, value),
    ...notToBeCommitted(file),
    ...aliasesOf(file, secret, key),
    ...shadowed(file, secret, key),
    ...nearMisses(file, secret, key),
    ...inAnEnvFile(secret, key),
    ...typed(secret, key),
    ...immutable(secret),
    ...ownedElsewhere(file, secret),
    ...substituted(secret, value),
  ].map(([code, message]) => ({ code, path: file.path, message }));
}

/** Shorter ones stand in comments by chance. */
const TELLING = 4;

function staleComments(file: ManifestFile, secret: ManifestObject, key: string, value: string): Found[] {
  const old = placesOf(secret, key)
    .map((place) => decodedText(secret, place))[0]
    ?.trim();
  if (old === undefined || old.length < TELLING) return [];
  const forms = [old, base64(old)];
  return commentsOf(file.text, file.lines)
    .filter(({ text }) => forms.some((form) => text.includes(form)) && !text.includes(value))
    .map(({ line }) => [
      'stale-comment',
      `line ${line + 1} has a comment with the old value of ${key}; correct or remove the comment`,
    ]);
}

/** In the languages that public repositories write it in; the program is kept in ASCII. */
const NOT_COMMITTED =
  /\b(?:do not|don['\u2019]?t|never|must not|not to be|not be)\b.{0,30}\bcommit|\bgit-?ignored?\b|\bn[\u00e3a]o\s+(?:commit|fa[\u00e7c]a commit|versionar)|\bno\s+(?:commit|subir|versionar)|\bne\s+(?:pas|jamais)\s+commit|\bnicht\b.{0,30}\b(?:commit|einchecken)/i;
/** Apart from the others: letters beyond Latin take a millisecond of each start to compile. */
const NOT_COMMITTED_BEYOND_LATIN = [
  'не\\s+коммит',
  '(?:不要|勿|请勿|不能|禁止)\\s*(?:提交|commit)',
  '(?:커밋|commit)하지',
  'git에 (?:올리지|커밋하지)',
  'コミットしない',
].join('|');

function saysNotToCommit({ text }: Comment): boolean {
  return (
    NOT_COMMITTED.test(text) ||
    (/[^\0-\u024f]/.test(text) && new RegExp(NOT_COMMITTED_BEYOND_LATIN, 'iu').test(text))
  );
}

function notToBeCommitted(file: ManifestFile): Found[] {
  const comment = commentsOf(file.text, file.lines).find(saysNotToCommit);
  if (!comment) return [];
  return [
    [
      'not-to-be-committed',
      `line ${comment.line + 1} has a comment that says not to commit the file; see that git ignores it before it holds a real password`,
    ],
  ];
}

function aliasesOf(file: ManifestFile, { document, map }: ManifestObject, key: string): Found[] {
  const node = PARTS.map((part) => at(map, part)).flatMap((values) =>
    isMap(values) ? (at(values, key) ?? []) : [],
  )[0];
  if (isAlias(node)) {
    return [['alias-replaced', `${key} was the alias *${node.source}; the anchor keeps its own value`]];
  }
  const anchor = isScalar(node) ? node.anchor : undefined;
  if (anchor === undefined) return [];
  const lines: number[] = [];
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) === node) lines.push(lineNumberAt(file.lines, rangeOf(alias)[0]));
    },
  });
  if (lines.length === 0) return [];
  return [
    [
      'alias-follows',
      `the alias *${anchor} (line ${lines.join(', ')}) has the new value too, as its anchor is ${key}`,
    ],
  ];
}

function shadowed(file: ManifestFile, secret: ManifestObject, key: string): Found[] {
  const [, other] = placesOf(secret, key);
  if (!other?.node) return [];
  const line = lineNumberAt(file.lines, rangeOf(other.node)[0]);
  return [
    [
      'shadowed-value',
      `${key} stands under data too (line ${line}), where stringData wins over it; remove that line`,
    ],
  ];
}

function nearMisses(file: ManifestFile, secret: ManifestObject, key: string): Found[] {
  if (placesOf(secret, key).length > 0) return [];
  const alike = keysOf(secret).filter((other) => plain(other) === plain(key));
  const metadata = at(secret.map, 'metadata');
  const misplaced = [secret.map, metadata].some((map) => isMap(map) && at(map, key) !== undefined);
  const commented = commentsOf(file.text, file.lines).find(({ text }) =>
    text.replace(/^#+[ \t]*/, '').startsWith(`${key}:`),
  );
  return [
    ...alike.map((other): Found => [
      'similar-key',
      `${described(secret)} has a key ${other} already; ${key} was added beside it`,
    ]),
    ...(misplaced
      ? [
          [
            'misplaced-key',
            `${key} stands outside of data and stringData too, where Kubernetes does not take it; remove it there`,
          ] as const,
        ]
      : []),
    ...(commented
      ? [
          [
            'commented-line',
            `line ${commented.line + 1} has ${key} commented, and stays so; remove it if it is no longer wanted`,
          ] as const,
        ]
      : []),
  ];
}

/** A file of variables kept as one value: an application that reads that does not see the new key. */
function inAnEnvFile(secret: ManifestObject, key: string): Found[] {
  const assigned = new RegExp(`^[ \\t]*(?:export[ \\t]+)?${key.replaceAll('.', '\\.')}[ \\t]*[=:]`, 'm');
  return keysOf(secret)
    .filter((other) =>
      placesOf(secret, other).some((place) => assigned.test(decodedText(secret, place) ?? '')),
    )
    .map((other) => ['key-in-a-value', `the value of ${other} sets ${key} too; correct it there as well`]);
}

function typed(secret: ManifestObject, key: string): Found[] {
  if (isOpaque(secret) || placesOf(secret, key).length > 0) return [];
  const type = textAt(secret.map, 'type') ?? '';
  return [
    ['typed-secret', `${described(secret)} is of type ${type}, which has keys of its own; ${key} was added`],
  ];
}

function plain(key: string): string {
  return key.toLowerCase().replace(/[^a-z0-9]/g, '');
}

function immutable(secret: ManifestObject): Found[] {
  const node = at(secret.map, 'immutable');
  if (!isScalar(node) || node.value !== true) return [];
  return [
    [
      'immutable-secret',
      `${described(secret)} is immutable: a cluster that has it refuses the new value until it is deleted`,
    ],
  ];
}

/** An ExternalSecret or SealedSecret beside it that writes the Secret of the same name. */
function ownedElsewhere(file: ManifestFile, secret: ManifestObject): Found[] {
  return file.objects
    .filter(
      (object) =>
        /^(?:Cluster)?ExternalSecret$|^SealedSecret$/.test(object.kind) && targetOf(object) === secret.name,
    )
    .filter(({ namespace }) => namespace === undefined || namespace === secret.namespace)
    .map((object) => [
      'owned-elsewhere',
      `${described(object)} makes a Secret of the same name and would overwrite the value`,
    ]);
}

function targetOf({ map, name }: ManifestObject): string | undefined {
  const spec = at(map, 'spec');
  const target = isMap(spec) ? at(spec, 'target') : undefined;
  return (isMap(target) ? textAt(target, 'name') : undefined) ?? name;
}

/** Flux and envsubst fill in `${…}` in the whole file, the new value included. */
function substituted(secret: ManifestObject, value: string): Found[] {
  if (!secret.name?.includes('${') || !value.includes('$')) return [];
  return [
    [
      'substitution',
      `${described(secret)} is filled in by variable substitution, which takes the $ of the new value for its own`,
    ],
  ];
}
