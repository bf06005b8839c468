import type { KustomizeTree } from '../../gitops/tree/kustomize-tree';
import type { Workload } from '../../gitops/tree/workload';
import type { Notice } from '../../text/refusal';
import type { ExistingValue } from '../url/existing-value';
import { claimsUnder } from './volume-claims';

/** A notice if the file of an SQLite database that the workload leaves is on a volume. */
export function sqliteStays(existing: ExistingValue, reader: Workload, tree: KustomizeTree): Notice[] {
  const file = existing.kind === 'sqlite' ? existing.file : undefined;
  const claims = file === undefined ? '' : claimsUnder(reader, file, tree).join(' or ');
  if (claims === '') return [];
  // Without the path: if the URL was misread, a part of it may be a password.
  const where = file?.startsWith('/') ? `on PVC ${claims}` : `(if it is on PVC ${claims})`;
  return [
    {
      code: 'sqlite-stays',
      path: reader.object.path,
      message: `the SQLite file ${where} stays there; only a SqliteToPostgres moves its data to PostgreSQL (docs/from-sqlite.md)`,
    },
  ];
}
