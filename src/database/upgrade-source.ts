import { Refusal } from '../gitops/refusal';
import type { Synthesis } from '../gitops/synthesis';
import type { CommittedServer } from './committed-server';
import type { OldServer } from './database-upgrade';
import type { PostgresVersion } from './postgres-version';

/**
 * The server whose data a database takes over: an upgrade stays in the YAML from the run that began it to the one
 * that finishes it. @throws Refusal where the version changed and nobody asked for an upgrade.
 */
export function upgradeSource(
  committed: CommittedServer | undefined,
  wanted: PostgresVersion,
  synthesis: Pick<Synthesis, 'upgrade' | 'repository' | 'warn'>,
  folder: string,
): OldServer | undefined {
  if (committed === undefined) return undefined;
  const path = synthesis.repository.pathOf(`${folder}/statefulset.yaml`);
  if (committed.major > wanted.major) {
    throw Refusal.of(
      'major-version',
      path,
      `runs PostgreSQL ${committed.major}, and main.ts asks for ${wanted.major}, which reads no data of a newer one; give PostgresVersion.V${committed.major}`,
    );
  }
  if (committed.major < wanted.major) {
    if (synthesis.upgrade === 'begin') return { image: committed.image, major: committed.major };
    throw Refusal.of(
      'major-version',
      path,
      `runs PostgreSQL ${committed.major}, and main.ts asks for ${wanted.major}, which cannot read that data; "cdk8s-database upgrade" has the pod take it over onto a new volume, PostgresVersion.V${committed.major} leaves it as it is`,
    );
  }
  return synthesis.upgrade === 'finish' ? undefined : committed.upgradesFrom;
}
