import { isMap } from 'yaml';
import type { Edited } from '../../text/edited';
import { isKeyName } from '../../text/key-name';
import { Refusal } from '../../text/refusal';
import { nodeAt, stringAt } from '../yaml/nodes';
import { firstRight } from '../yaml/verify';
import { additionsOf } from './add-key';
import { chooseSecret, type SecretSelector } from './choose-secret';
import { checkHoldsSecret, checkNoTemplate, checkSecretNoTemplate } from './preconditions';
import { replaceValue } from './replace-value';
import { described, isPlainSecret, ManifestFile } from './secret-object';
import { keysOf, textOf, valuesOf } from './secret-value';
import { verifierOf } from './verify';
import { warningsFor } from './warnings';

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
  checkNoTemplate(text, path);
  return new ManifestFile(text, path).objects.filter(isPlainSecret).map((secret) => ({
    name: secret.name,
    namespace: secret.namespace,
    type: stringAt(secret.map, 'type'),
    keys: keysOf(secret),
    line: secret.line,
    value: (key) => textOf(secret, key),
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
  checkNoTemplate(text, path);
  const file = new ManifestFile(text, path);
  checkHoldsSecret(file);
  const secret = chooseSecret(file, selector);
  checkSecretNoTemplate(file, secret, key);
  if (textOf(secret, key) === value) return { text, warnings: [] };
  const [held] = valuesOf(secret, key);
  const values = held && nodeAt(secret.map, held.part);
  const edits =
    held && isMap(values)
      ? [replaceValue(file, held, value, values.flow ?? false)]
      : additionsOf(file, secret, key, value);
  const [first] = edits;
  const isRight = first && verifierOf(file, { secret, key, ...first });
  const edited = firstRight(
    file,
    edits,
    (after) => isRight?.(after) ?? false,
    `${described(secret)} has no place where ${key} could be set with all else unchanged; edit it by hand`,
  );
  return { text: edited.text, warnings: warningsFor(file, secret, key, value) };
}

function checkKey(key: string, path: string): void {
  if (isKeyName(key)) return;
  const message = `cannot hold the key ${JSON.stringify(key)}; letters, digits, '-', '_' and '.' are allowed, 253 at most`;
  throw Refusal.of('bad-key', path, message);
}
