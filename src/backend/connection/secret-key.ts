import { Refusal } from '../../text/refusal';
import type { SecretDocument } from '../../editors/secret/secret-editor';
import { classifyValue } from '../url/existing-value';
import type { Workload } from '../../gitops/tree/workload';
import { keysForVariable, keysNamed } from './workloads';

/** The default name of a backend's URL, both as a Secret's key and as a variable. */
const DATABASE_URL = 'DATABASE_URL';

/** A candidate Secret, and the workloads that could read it. */
export interface SecretAndWorkloads {
  readonly path: string;
  readonly secret: SecretDocument;
  readonly workloads: readonly Workload[];
}

/**
 * Finds the key for the URL: DATABASE_URL if a Secret has it or a workload names it; else the key that a workload uses for
 * its variable DATABASE_URL; else the key whose value is a database's URL.
 * @throws Refusal if several keys match
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
      `each of ${keys.join(', ')} could be the key for the database's URL; give one of them: init ${keys.map((key) => `--key ${key}`).join(', or ')}, or key in main.ts`,
    );
  }
  return keys[0] ?? DATABASE_URL;
}

/** False for a plain path of an SQLite file, and for libpq's keywords, either of which may be another setting. */
function isDatabaseUrl(value: string): boolean {
  const existing = classifyValue(value);
  if (existing.kind === 'postgresql' && existing.driver === 'npgsql') return true;
  const isUrl = /^["']?(?!file:)[a-z][a-z0-9+]*:/i.test(value);
  return isUrl && ['sqlite', 'embedded', 'postgresql'].includes(existing.kind);
}
