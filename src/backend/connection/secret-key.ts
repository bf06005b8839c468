import { Refusal } from '../../text/refusal';
import type { SecretDocument } from '../../editors/secret/secret-editor';
import { classifyValue } from '../url/existing-value';
import type { Workload } from '../../gitops/tree/workload';
import { keysForVariable, keysNamed } from './workloads';

/** What a backend's URL is called where nothing says otherwise; both a key of a Secret and a variable. */
const DATABASE_URL = 'DATABASE_URL';

/** A Secret that could be the one, and the workloads that could read it. */
export interface SecretAndWorkloads {
  readonly path: string;
  readonly secret: SecretDocument;
  readonly workloads: readonly Workload[];
}

/**
 * The key that is to hold the URL: DATABASE_URL where a Secret has it or a workload names it; else the key from
 * which a workload fills its variable DATABASE_URL; else the one that holds a database's URL already.
 * @throws Refusal where several do.
 */
export function findKey(candidates: readonly SecretAndWorkloads[]): string {
  const isThere = ({ secret, workloads }: SecretAndWorkloads): boolean =>
    secret.keys.includes(DATABASE_URL) ||
    workloads.some((workload) => keysNamed(workload, secret.name ?? '').has(DATABASE_URL));
  if (candidates.some(isThere)) return DATABASE_URL;

  const forVariable = candidates.flatMap(({ secret, workloads }) =>
    workloads.flatMap((workload) => keysForVariable(workload, secret.name ?? '', DATABASE_URL)),
  );
  const withUrl = candidates.flatMap(({ secret }) =>
    secret.keys.filter((key) => isDatabaseUrl(secret.value(key) ?? '')),
  );
  const keys = [...new Set(forVariable.length > 0 ? forVariable : withUrl)];
  if (keys.length > 1) {
    const paths = [...new Set(candidates.map(({ path }) => path))].join(', ');
    throw Refusal.of(
      'several-keys',
      paths,
      `each of ${keys.join(', ')} could be the key of the database's URL; say which one by key`,
    );
  }
  return keys[0] ?? DATABASE_URL;
}

/** A path to an SQLite file alone is some other setting. */
function isDatabaseUrl(value: string): boolean {
  return (
    /^(?!file:)[a-z][a-z0-9+]*:/i.test(value) && ['sqlite', 'postgresql'].includes(classifyValue(value).kind)
  );
}
