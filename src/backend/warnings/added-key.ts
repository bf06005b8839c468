import type { ClusterObject } from '../../gitops/tree/cluster-object';
import { listAt, mappingAt, textAt } from '../../text/mapping';
import type { Notice } from '../../text/refusal';
import { containersOf } from '../../gitops/tree/workload';
import type { SecretLocation } from '../connection/secret-location';
import { keysNamed } from '../connection/workloads';

/** How variables are called that lead to a database. */
const LEADS = /(?:^|_)(?:DATABASE|DB|POSTGRES(?:QL)?|PG)_?(?:URL|URI|DSN|HOST|SERVER|CONNECTION\w*)$/i;

/** A key that nobody had, in a Secret that is taken as a whole: the application may look for another one. */
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
  const alike = [...new Set(names.filter((one) => one !== key && LEADS.test(one)))];
  const instead = alike.length === 0 ? '' : `, which may be ${alike.join(' or ')}`;
  return [
    {
      code: 'key-added',
      path,
      message: `had no ${key}, and no workload names it; where the application takes its database from something else${instead}, let it take it from ${key}, or give the key in main.ts`,
    },
  ];
}
