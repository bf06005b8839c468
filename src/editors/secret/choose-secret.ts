import { Refusal } from '../../text/refusal';
import { described, isPlainSecret, textAt, type ManifestFile, type ManifestObject } from './secret-object';
import { placesOf } from './secret-value';

/** Which value: its key, and what narrows down the Secret where a file has several. */
export interface SecretSelector {
  readonly key: string;
  readonly name?: string;
  readonly namespace?: string;
}

/** The one Secret that is meant: that has the key, else that may get it. @throws Refusal where that is not one. */
export function chooseSecret(file: ManifestFile, selector: SecretSelector): ManifestObject {
  const secrets = file.objects.filter(isPlainSecret);
  const chosen = secrets.filter(
    ({ name, namespace }) =>
      (selector.name === undefined || selector.name === name) &&
      (selector.namespace === undefined || selector.namespace === namespace),
  );
  if (chosen.length === 0) throw notFound(file, selector, secrets);
  const holders = chosen.filter((secret) => placesOf(secret, selector.key).length > 0);
  if (holders.length > 0) return onlyOne(file, holders, `has the key ${selector.key} in`);
  const free = chosen.length === 1 ? chosen : chosen.filter(isOpaque);
  if (free.length === 0) {
    throw Refusal.of(
      'no-opaque-secret',
      file.path,
      `has no Opaque Secret that could get the key ${selector.key}, only ${list(chosen)}; name one with --name, or give another file`,
    );
  }
  return onlyOne(file, free, `could get the key ${selector.key} in`);
}

function onlyOne(file: ManifestFile, secrets: readonly ManifestObject[], what: string): ManifestObject {
  const [first, ...others] = secrets;
  if (first !== undefined && others.length === 0) return first;
  const byName = new Set(secrets.map(({ name }) => name)).size > 1;
  const byNamespace = new Set(secrets.map(({ namespace }) => namespace)).size > 1;
  const narrow = [byName ? '--name' : '', byNamespace ? '--namespace' : ''].filter((flag) => flag !== '');
  throw Refusal.of(
    'several-secrets',
    file.path,
    `${what} ${secrets.length} places, ${list(secrets)}; ${
      narrow.length > 0
        ? `narrow it down with ${narrow.join(' or ')}`
        : 'nothing tells them apart: edit by hand'
    }`,
  );
}

function notFound(file: ManifestFile, selector: SecretSelector, secrets: readonly ManifestObject[]): Refusal {
  const wanted = [
    selector.name === undefined ? '' : ` named ${JSON.stringify(selector.name)}`,
    selector.namespace === undefined ? '' : ` in namespace ${JSON.stringify(selector.namespace)}`,
  ].join('');
  return Refusal.of('no-such-secret', file.path, `has no Secret${wanted}; there is ${list(secrets)}`);
}

function list(secrets: readonly ManifestObject[]): string {
  return secrets.map(described).join(', ');
}

/** Types of Kubernetes' own and of Helm have keys of their own. */
export function isOpaque({ map }: ManifestObject): boolean {
  return !/(?:^|\.)kubernetes\.io\/|^helm\.sh\//.test(textAt(map, 'type') ?? 'Opaque');
}
