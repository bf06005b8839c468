import { stringAt } from '../yaml/nodes';
import { described, isPlainSecret, type ManifestFile, type ManifestObject } from './secret-object';
import { valuesOf } from './secret-value';

/** Which value: its key, and what narrows down the Secret where a file has several. */
export interface SecretSelector {
  readonly key: string;
  readonly name?: string;
  readonly namespace?: string;
}

/** The one Secret that is meant: that has the key, else that may get it. @throws Refusal where that is not one. */
export function chooseSecret(file: ManifestFile, { key, name, namespace }: SecretSelector): ManifestObject {
  const secrets = file.objects.filter(isPlainSecret);
  const chosen = secrets.filter(
    (secret) =>
      (name === undefined || name === secret.name) &&
      (namespace === undefined || namespace === secret.namespace),
  );
  if (chosen.length === 0) {
    const named = name === undefined ? '' : ` named ${JSON.stringify(name)}`;
    const within = namespace === undefined ? '' : ` in namespace ${JSON.stringify(namespace)}`;
    throw file.refusal('no-such-secret', `has no Secret${named}${within}; there is ${list(secrets)}`);
  }
  const holders = chosen.filter((secret) => valuesOf(secret, key).length > 0);
  if (holders.length > 0) return onlyOne(file, holders, `has the key ${key} in`);
  const free = chosen.length === 1 ? chosen : chosen.filter(isOpaque);
  if (free.length > 0) return onlyOne(file, free, `could get the key ${key} in`);
  const message = `has no Opaque Secret that could get the key ${key}, only ${list(chosen)}; name one with --name, or give another file`;
  throw file.refusal('no-opaque-secret', message);
}

function onlyOne(file: ManifestFile, secrets: readonly ManifestObject[], what: string): ManifestObject {
  const [first, ...others] = secrets;
  if (first !== undefined && others.length === 0) return first;
  const flags = (['name', 'namespace'] as const)
    .filter((field) => new Set(secrets.map((secret) => secret[field])).size > 1)
    .map((field) => `--${field}`);
  const advice =
    flags.length > 0 ? `narrow it down with ${flags.join(' or ')}` : 'nothing tells them apart: edit by hand';
  throw file.refusal('several-secrets', `${what} ${secrets.length} places, ${list(secrets)}; ${advice}`);
}

function list(secrets: readonly ManifestObject[]): string {
  return secrets.map(described).join(', ');
}

/** Types of Kubernetes' own and of Helm have keys of their own. */
export function isOpaque({ map }: ManifestObject): boolean {
  return !/(?:^|\.)kubernetes\.io\/|^helm\.sh\//.test(stringAt(map, 'type') ?? 'Opaque');
}
