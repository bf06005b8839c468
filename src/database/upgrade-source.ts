import { Refusal } from '../gitops/refusal';
import type { Synthesis } from '../gitops/synthesis';
import { committedServer, isSettled } from './committed-server';
import type { OldServer } from './database-upgrade';
import type { PostgresVersion } from './postgres-version';

/**
 * The server whose data the database of FOLDER takes over: an upgrade stays in the YAML from the run that began it to
 * the one that finishes it. @throws Refusal where the version changed and nobody asked for an upgrade
 */
export function upgradeSource(
  synthesis: Synthesis,
  folder: string,
  wanted: PostgresVersion,
): OldServer | undefined {
  const path = synthesis.repository.pathOf(`${folder}/statefulset.yaml`);
  const { upgrade } = synthesis;
  if (upgrade === undefined && isSettled(synthesis, folder, wanted.major)) return undefined;
  const committed = committedServer(synthesis, folder);
  const refuse = (message: string): Refusal => Refusal.of('major-version', path, message);
  const runs = `runs PostgreSQL ${committed?.major}, and main.ts asks for ${wanted.major}`;

  if (committed === undefined || (committed.major === wanted.major && committed.upgradesFrom === undefined)) {
    if (upgrade !== undefined) {
      const message = `there is nothing to take over: no older version of it stands where this is written`;
      synthesis.warn({ code: 'no-upgrade', path, message });
    }
    return undefined;
  }
  if (committed.major > wanted.major) {
    throw refuse(
      `${runs}, which reads no data of a newer one; give PostgresVersion.V${committed.major}, or go back to the YAML of before the upgrade`,
    );
  }
  if (committed.major === wanted.major) {
    if (upgrade !== 'finish') return committed.upgradesFrom;
    synthesis.warn({
      code: 'upgrade-finished',
      path,
      message: `apply this only when the pod is ready with its data: without its first steps a server on an empty volume makes an empty database; the claim of PostgreSQL ${committed.upgradesFrom?.major} stays in the cluster`,
    });
    return undefined;
  }
  if (committed.upgradesFrom !== undefined) {
    throw refuse(
      `${runs}, while the upgrade from ${committed.upgradesFrom.major} is not finished; finish that one first: "cdk8s-database upgrade --finish"`,
    );
  }
  if (upgrade !== 'begin') {
    throw refuse(
      `${runs}, which cannot read that data; "cdk8s-database upgrade" has the pod take it over onto a new volume, PostgresVersion.V${committed.major} leaves it as it is`,
    );
  }
  synthesis.warn({
    code: 'upgrade-begun',
    path,
    message: `the application has no database from "kubectl apply" until the pod has taken the data over; then finish it: "cdk8s-database upgrade --finish"`,
  });
  return { image: committed.image, major: committed.major };
}
