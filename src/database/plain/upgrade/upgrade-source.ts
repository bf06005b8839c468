import { mappingAt, textAt } from '../../../text/mapping';
import { inLastCommit } from '../../../gitops/tree/git-index';
import { Refusal } from '../../../text/refusal';
import { standingObjects } from '../../../gitops/synth/standing-objects';
import type { Synthesis } from '../../../gitops/synth/synthesis';
import { committedServer, isSettled } from '../committed-server';
import { DUMP_CONTAINER, type OldServer } from './database-upgrade';
import type { PostgresVersion } from '../../../server/postgres-version';

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
    if (upgrade === 'begin' || upgrade === 'finish') {
      const message = `there is nothing to take over: no older version of it stands where this is written`;
      synthesis.warn({ code: 'no-upgrade', path, message });
    }
    if (upgrade === 'drop-old-claims' && !synthesis.force && isUncommitted(synthesis, path, 'end')) {
      throw refuse(
        `the last commit has the steps of the upgrade still, so its end and this would reach the cluster as one; commit and apply the end first (or give --force where it was applied without git)`,
      );
    }
    return undefined;
  }
  if (committed.major > wanted.major) {
    throw refuse(
      `${runs}, which reads no data of a newer one; give PostgresVersion.V${committed.major}, or go back to the YAML of before the upgrade`,
    );
  }
  if (committed.major === wanted.major) {
    if (upgrade === 'drop-old-claims') {
      throw refuse(
        `the upgrade from PostgreSQL ${committed.upgradesFrom?.major} is not finished, and its pod reads the old volume; finish it first: "cdk8s-database upgrade --finish"`,
      );
    }
    if (upgrade !== 'finish') return committed.upgradesFrom;
    if (!synthesis.force && isUncommitted(synthesis, path, 'begin')) {
      throw refuse(
        `the last commit does not have the steps of the upgrade, so its begin and its end would reach the cluster as one, and the data would stay on the old volume; commit and apply the begin, wait until the pod is ready, then finish (or give --force where it was applied without git)`,
      );
    }
    synthesis.warn({
      code: 'upgrade-finished',
      path,
      message: `apply this only when the pod is ready with its data; the claim of PostgreSQL ${committed.upgradesFrom?.major} stays, in the YAML as well, until "cdk8s-database upgrade --drop-old-claims"`,
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

/** Of what is written to another folder, or where there is no git, nothing is known. */
function isUncommitted({ inPlace, repository }: Synthesis, path: string, what: 'begin' | 'end'): boolean {
  if (!inPlace) return false;
  const committed = inLastCommit(repository.root, path);
  if (committed === undefined) return false;
  return (committed ?? '').includes(`name: ${DUMP_CONTAINER}\n`) !== (what === 'begin');
}

/** In the ConfigMap from the run that finishes an upgrade to the one that drops the old claim. */
export const UPGRADED_FROM = 'upgraded-from';

/** Whose data the volume has to hold: a server that finds it empty then makes no empty database. */
export function upgradedFrom(synthesis: Synthesis, folder: string): string | undefined {
  const { upgrade } = synthesis;
  if (upgrade === 'drop-old-claims') return undefined;
  const finished = upgrade === 'finish' ? committedServer(synthesis, folder)?.upgradesFrom : undefined;
  if (finished !== undefined) return String(finished.major);
  if (!(synthesis.standing(folder, 'configmap.yaml') ?? '').includes(`${UPGRADED_FROM}: `)) return undefined;
  const [config] = standingObjects(synthesis, folder, 'configmap.yaml');
  return textAt(mappingAt(config, 'data'), UPGRADED_FROM);
}
