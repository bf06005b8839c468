import { posix } from 'node:path';
import { objectsOf } from '../../gitops/tree/cluster-object';
import { listAt, textAt } from '../../text/mapping';
import { Refusal, type Notice } from '../../text/refusal';
import { heldTexts } from '../../gitops/tree/held-texts';
import { overlaysOf, type Overlay } from '../../gitops/tree/overlays';
import type { Repository } from '../../gitops/tree/repository';
import { classifyValue, type ExistingValue } from '../url/existing-value';

export interface Overlaid {
  readonly secret: string;
  readonly key: string;
  /** The current value of the key. */
  readonly existing: ExistingValue;
  /** The host of the new URL. */
  readonly host: string;
}

/** A value that an overlay sets in a Secret of the base. */
interface OverlayValue {
  readonly path: string;
  readonly secret: string;
  readonly key: string;
  readonly value: string;
}

/** Notices of overlays that still set the key to the base's old database. Any other value is there on purpose. */
export function overlaidValues(repository: Repository, { secret, key, existing, host }: Overlaid): Notice[] {
  if (existing.kind === 'postgresql' && existing.host === host) return [];
  const values = repository.memoize(overlayValues, () => overlayValues(repository));
  return values
    .filter((one) => one.secret === secret && one.key === key)
    .filter(({ value }) => isSameDatabase(classifyValue(value), existing))
    .map(({ path }) => ({
      code: 'value-overlaid',
      path,
      message: `overrides ${key} of Secret ${secret} with the old database's URL; remove the override`,
    }));
}

function isSameDatabase(one: ExistingValue, other: ExistingValue): boolean {
  if (one.kind === 'sqlite') return other.kind === 'sqlite' && one.file === other.file;
  return one.kind === 'postgresql' && other.kind === 'postgresql' && one.host === other.host;
}

function overlayValues(repository: Repository): OverlayValue[] {
  return overlaysOf(repository).flatMap((overlay) => [
    ...generated(overlay),
    ...patched(repository, overlay),
  ]);
}

function generated({ path, data }: Overlay): OverlayValue[] {
  return listAt(data, 'secretGenerator').flatMap((generator) =>
    listAt(generator, 'literals').flatMap((literal) => {
      const [, key, value] = /^([^=]+)=(.*)$/s.exec(typeof literal === 'string' ? literal : '') ?? [];
      if (key === undefined || value === undefined) return [];
      const secret = textAt(generator, 'name') ?? '';
      return [{ path, secret, key, value: value.replace(/^(["'])(.*)\1$/s, '$2') }];
    }),
  );
}

/** The values in strategic merge patches of Secrets. */
function patched(repository: Repository, { path, data }: Overlay): OverlayValue[] {
  const named = (file: string): string => textOutsideBase(repository, posix.join(posix.dirname(path), file));
  const patches = [
    ...listAt(data, 'patches').map((one) => textAt(one, 'patch') ?? named(textAt(one, 'path') ?? '')),
    ...listAt(data, 'patchesStrategicMerge')
      .filter((one) => typeof one === 'string')
      .map((one) => (one.includes('\n') ? one : named(one))),
  ];
  return patches
    .flatMap((text) => objectsOf({ path, namespace: undefined }, text, []))
    .filter(({ kind }) => kind === 'Secret')
    .flatMap((object) =>
      [...heldTexts(object)].map(([key, value]) => ({ path, secret: object.name, key, value })),
    );
}

/** Empty if the file cannot be read: an error in an overlay must not stop the synth. */
function textOutsideBase(repository: Repository, path: string): string {
  try {
    return repository.outsideBase(path)?.toString('utf8') ?? '';
  } catch (error) {
    if (error instanceof Refusal) return '';
    throw error;
  }
}
