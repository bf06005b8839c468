import { isMap } from 'yaml';
import { applySplices, type Edited } from '../../text/edited';
import { Refusal } from '../../text/refusal';
import { additionsOf } from './add-key';
import { chooseSecret, type SecretSelector } from './choose-secret';
import { judgeOf } from './verify';
import { refuseLookAlikes, refuseTemplatedSecret, refuseTemplates } from './preconditions';
import { replaceValue } from './replace-value';
import type { SecretEdit } from './secret-edit';
import {
  at,
  described,
  isPlainSecret,
  readManifest,
  textAt,
  type ManifestFile,
  type ManifestObject,
} from './secret-object';
import { decodedText, keysOf, placesOf } from './secret-value';
import { worthALook } from './warnings';

export type { SecretSelector } from './choose-secret';

/** A plain v1 Secret of a file. */
export interface SecretDocument {
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  readonly type: string | undefined;
  /** Of data and stringData, each once. */
  readonly keys: readonly string[];
  /** Where it begins, from 1. */
  readonly line: number;
  /** What a container would see; undefined where the key is not there or holds no text. */
  value(key: string): string | undefined;
}

/** Every plain v1 Secret of a file, the items of a List too; none where it holds other objects only. */
export function findSecrets(text: string, path: string): SecretDocument[] {
  refuseTemplates(text, path);
  return readManifest(text, path)
    .objects.filter(isPlainSecret)
    .map((secret) => ({
      name: secret.name,
      namespace: secret.namespace,
      type: textAt(secret.map, 'type'),
      keys: keysOf(secret),
      line: secret.line,
      value: (key) => placesOf(secret, key).map((place) => decodedText(secret, place))[0],
    }));
}

/**
 * Gives one key of one Secret a value; all other bytes of the file stay. A key that is not there is added as
 * its siblings are written. What has the value already changes no byte.
 *
 * @throws Refusal where the file is none to edit, or it is not clear which Secret is meant.
 */
export function setSecretValue(text: string, selector: SecretSelector, value: string, path: string): Edited {
  const { key } = selector;
  checkKey(key, path);
  refuseTemplates(text, path);
  const file = readManifest(text, path);
  refuseLookAlikes(file);
  const secret = chooseSecret(file, selector);
  refuseTemplatedSecret(file, secret, key);
  const [place] = placesOf(secret, key);
  if (place && decodedText(secret, place) === value) return { text, warnings: [] };
  const warnings = worthALook(file, secret, key, value);
  const values = place && at(secret.map, place.part);
  const edits =
    isMap(values) && place
      ? [replaceValue(file, values, place, value)]
      : additionsOf(file, secret, key, value);
  return { text: firstSound(file, secret, key, edits), warnings };
}

function firstSound(
  file: ManifestFile,
  secret: ManifestObject,
  key: string,
  edits: readonly SecretEdit[],
): string {
  const [first] = edits;
  const where = described(secret);
  const isSound = first && judgeOf(file, { secret, part: first.part, key, written: first.written });
  const edited = edits.map(({ splices }) => applySplices(file.text, splices)).find((text) => isSound?.(text));
  if (edited !== undefined) return edited;
  throw Refusal.of(
    'cannot-edit',
    file.path,
    `${where} has no place where ${key} could be set with all else unchanged; edit it by hand`,
  );
}

/** As Kubernetes has it. */
function checkKey(key: string, path: string): void {
  if (/^[-._a-zA-Z0-9]{1,253}$/.test(key) && key !== '.' && !key.startsWith('..')) return;
  throw Refusal.of(
    'bad-key',
    path,
    `cannot hold the key ${JSON.stringify(key)}; letters, digits, '-', '_' and '.' are allowed, 253 at most`,
  );
}
