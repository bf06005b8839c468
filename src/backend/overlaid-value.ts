import { posix } from 'node:path';
import { loadAll } from 'js-yaml';
import { isMapping, listAt, mappingAt, textAt } from '../gitops/cluster-object';
import type { Notice } from '../gitops/refusal';
import type { Repository } from '../gitops/repository';
import { classifyValue } from './existing-value';
import { overlaysOf, type Overlay } from './overlays';

export interface Overlaid {
  readonly secret: string;
  readonly key: string;
  /** The host that the base's value leads to. */
  readonly host: string;
}

/**
 * Overlays that set the key again, to SQLite or to a host in their namespace that is no Service of the tree. One that
 * leads to another database on purpose is nothing to speak of.
 */
export function overlaidValues(repository: Repository, { secret, key, host }: Overlaid): Notice[] {
  const services = new Set(
    repository.objects.filter(({ kind }) => kind === 'Service').map(({ name }) => name),
  );
  const leadsNowhere = (text: string): boolean => {
    const value = classifyValue(text);
    if (value.kind !== 'postgresql') return value.kind === 'sqlite';
    return /^[^./]+$/.test(value.host) && value.host !== host && !services.has(value.host);
  };
  return overlaysOf(repository).flatMap((overlay) =>
    [...generated(overlay, secret, key), ...patched(repository, overlay, secret, key)]
      .filter(leadsNowhere)
      .slice(0, 1)
      .map(() => ({
        code: 'value-overlaid',
        path: overlay.path,
        message: `sets ${key} of Secret ${secret} again, to what it led to before there was this database; take that out`,
      })),
  );
}

function generated({ data }: Overlay, secret: string, key: string): string[] {
  return listAt(data, 'secretGenerator')
    .filter((one) => textAt(one, 'name') === secret)
    .flatMap((one) => listAt(one, 'literals'))
    .flatMap((literal) =>
      typeof literal === 'string' && literal.startsWith(`${key}=`)
        ? [literal.slice(key.length + 1).replace(/^(["'])(.*)\1$/s, '$2')]
        : [],
    );
}

/** By patches that look like the Secret. */
function patched(repository: Repository, { path, data }: Overlay, secret: string, key: string): string[] {
  const named = (file: string): string =>
    repository.beyond(posix.join(posix.dirname(path), file))?.toString('utf8') ?? '';
  const patches = [
    ...listAt(data, 'patches').map((one) => textAt(one, 'patch') ?? named(textAt(one, 'path') ?? '')),
    ...listAt(data, 'patchesStrategicMerge')
      .filter((one) => typeof one === 'string')
      .map((one) => (one.includes('\n') ? one : named(one))),
  ];
  return patches
    .flatMap(documentsOf)
    .filter((one) => textAt(one, 'kind') === 'Secret')
    .filter((one) => textAt(mappingAt(one, 'metadata'), 'name') === secret)
    .flatMap((one) => {
      const encoded = textAt(mappingAt(one, 'data'), key);
      return (
        textAt(mappingAt(one, 'stringData'), key) ??
        (encoded === undefined ? [] : Buffer.from(encoded, 'base64').toString('utf8'))
      );
    });
}

function documentsOf(text: string): unknown[] {
  try {
    return loadAll(text).filter(isMapping);
  } catch {
    return [];
  }
}
