import { base64 } from '../../text/base64';
import { objectsOf } from '../../gitops/tree/cluster-object';
import { mappingAt, textAt, type Mapping } from '../../text/mapping';
import { targetOf } from '../../gitops/synth/overlay/object-target';
import { secretPatch } from '../../gitops/synth/overlay/overlay-difference';
import type { EnvironmentSynthesis, Synthesis } from '../../gitops/synth/synthesis';
import type { DatabaseConnection, EnvironmentConnection } from './database-connection';
import type { DatabaseUrl } from '../url/database-url';
import type { DatabaseUrlProps } from '../url/database-url-props';
import { passwordValue } from './password';
import { rowOf } from './environment-row';
import type { SecretLocation } from './secret-location';

/** The application's Secret in the base. */
interface BaseSecret {
  readonly secret: Mapping;
  /** The key that holds the URL. */
  readonly key: string;
  readonly url: DatabaseUrl;
}

/** Patches the application's Secret in an environment: another URL, no URL, or no Secret at all. */
export function patchSecret(
  synthesis: EnvironmentSynthesis,
  { connection, secret: source, address = {} }: EnvironmentConnection,
  { secret, key, url }: BaseSecret,
): void {
  const { folder, overlay } = synthesis;
  const target = targetOf(secret);
  if (source !== undefined) {
    const there = url.with({ ...address, ...(connection && loginOf(connection)) });
    const row = rowOf(synthesis.environment, there, source.describe(target.name, key));
    const isKnown = connection !== undefined || address.host !== undefined;
    synthesis.addRow(isKnown ? row : { ...row, host: UNKNOWN, port: UNKNOWN, url: UNKNOWN });
    const external = source.manifest(target.name, key, synthesis.namespaceOf(folder));
    if (external === undefined) overlay.remove(target, textAt(secret, 'apiVersion') ?? '');
    else {
      overlay.add(external);
      overlay.patch(
        target,
        secretPatch(
          target,
          inEachPart(secret, key, () => null),
        ),
      );
    }
  } else if (connection !== undefined) {
    // Host, driver and parameters are the base's; user and database are the environment's.
    const there = url.with(loginOf(connection));
    const text = there.render(passwordValue(connection.password, synthesis));
    synthesis.addRow(rowOf(synthesis.environment, there, `${synthesis.path}: ${key}`));
    const content = inEachPart(secret, key, (part) => (part === 'data' ? base64(text) : text));
    if (Object.keys(content).length > 0) overlay.patch(target, secretPatch(target, content));
  }
}

const UNKNOWN = '-';

function loginOf({
  url: { database, user },
}: DatabaseConnection): Pick<DatabaseUrlProps, 'database' | 'user'> {
  return { database, user };
}

/** The parts (`data`, `stringData`) of a Secret in which the key's value changes, with the new value. */
function inEachPart(secret: Mapping, key: string, valueIn: (part: string) => string | null): Mapping {
  const changed = ['data', 'stringData'].flatMap((part) => {
    const held = mappingAt(secret, part);
    const value = valueIn(part);
    return key in held && held[key] !== value ? [[part, { [key]: value }] as const] : [];
  });
  return Object.fromEntries(changed);
}

/** The user's Secret, with the edits of this synth. */
export function secretAt({ generated, key, path, secret }: SecretLocation, synthesis: Synthesis): Mapping {
  if (generated !== undefined) {
    // As kustomize makes it; the value is only looked at to see whether a patch is needed.
    return { apiVersion: 'v1', kind: 'Secret', metadata: { name: secret.name }, data: { [key]: '' } };
  }
  const found = objectsOf({ path, namespace: undefined }, synthesis.text(path), []).find(
    ({ kind, name, namespace }) =>
      kind === 'Secret' && name === secret.name && namespace === secret.namespace,
  );
  return mappingAt(found?.manifest);
}
