import type { ClusterObject } from '../../gitops/tree/cluster-object';
import { listAt, mappingAt, textAt } from '../../text/mapping';
import type { Notice } from '../../text/refusal';
import { containersOf } from '../../gitops/tree/workload';
import type { SecretLocation } from '../connection/secret-location';
import { keysNamed } from '../connection/workloads';

/** Names of variables that usually point to a database. */
const DATABASE_VARIABLE =
  /(?:^|_)(?:DATABASE|DB|POSTGRES(?:QL)?|PG)_?(?:URL|URI|DSN|HOST|SERVER|CONNECTION\w*)$/i;

/** A notice if the key is new and containers read the whole Secret: the application may read another variable. */
export function addedKey(
  { key, path, secret, readers }: SecretLocation,
  objects: readonly ClusterObject[],
): Notice[] {
  const { name = '', keys } = secret;
  const isNamed = readers.some((reader) => keysNamed(reader, name).has(key));
  if (readers.length === 0 || isNamed || keys.includes(key)) return [];
  const containers = readers.flatMap(containersOf);
  const maps = containers
    .flatMap((container) => listAt(container, 'envFrom'))
    .map((from) => textAt(mappingAt(from, 'configMapRef'), 'name'));
  const names = [
    ...keys,
    ...containers.flatMap((container) => listAt(container, 'env')).map((one) => textAt(one, 'name') ?? ''),
    ...objects
      .filter((one) => one.kind === 'ConfigMap' && maps.includes(one.name))
      .flatMap(({ manifest }) => Object.keys(mappingAt(manifest, 'data'))),
  ];
  const alike = [...new Set(names.filter((one) => one !== key && DATABASE_VARIABLE.test(one)))];
  const instead = alike.length === 0 ? '' : ` (${alike.join(' or ')}?)`;
  return [
    {
      code: 'key-added',
      path,
      message: `had no ${key}, and no workload names it; if the application reads another variable${instead}, make it read ${key}, or give its key in main.ts`,
    },
  ];
}
