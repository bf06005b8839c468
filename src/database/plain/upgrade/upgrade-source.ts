import { mappingAt, textAt } from '../../../text/mapping';
import { inLastCommit } from '../../../gitops/tree/git-index';
import { Refusal } from '../../../text/refusal';
import { committedObjects } from '../../../gitops/synth/committed-objects';
import type { Synthesis } from '../../../gitops/synth/synthesis';
import { committedServer, isSettled } from '../committed-server';
import { DUMP_CONTAINER, type OldServer } from './database-upgrade';
import type { PostgresVersion } from '../../../server/postgres-version';

/**
 * The server from which the database in FOLDER is upgraded. An upgrade stays in the YAML from the run that begins it to
 * the run that finishes it. @throws Refusal if the major version changed without an upgrade command
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
  const runs = `runs PostgreSQL ${committed?.major}, but main.ts has ${wanted.major}`;

  if (committed === undefined || (committed.major === wanted.major && committed.upgradesFrom === undefined)) {
    if (upgrade === 'begin' || upgrade === 'finish') {
      const message = `there is nothing to upgrade: the output has no older version of this database`;
      synthesis.warn({ code: 'no-upgrade', path, message });
    }
    if (upgrade === 'drop-old-claims' && !synthesis.force && isUncommitted(synthesis, path, 'end')) {
      throw refuse(
        `the last commit still has the upgrade's steps, so "--finish" and this would reach the cluster at once; commit and apply "--finish" first (or give --force if it was applied without git)`,
      );
    }
    return undefined;
  }
  if (committed.major > wanted.major) {
    throw refuse(
      `${runs}, which cannot read a newer version's data; give PostgresVersion.V${committed.major}, or restore the YAML from before the upgrade`,
    );
  }
  if (committed.major === wanted.major) {
    if (upgrade === 'drop-old-claims') {
      throw refuse(
        `the upgrade from PostgreSQL ${committed.upgradesFrom?.major} is not finished, so the pod still needs the old volume; finish it first: "cdk8s-database upgrade --finish"`,
      );
    }
    if (upgrade !== 'finish') return committed.upgradesFrom;
    if (!synthesis.force && isUncommitted(synthesis, path, 'begin')) {
      throw refuse(
        `the last commit does not have the upgrade's steps, so its start and its end would reach the cluster at once, and the data would stay on the old volume; commit and apply the start, wait until the pod is ready, then finish (or give --force if it was applied without git)`,
      );
    }
    synthesis.warn({
      code: 'upgrade-finished',
      path,
      message: `apply this only when the pod is ready with its data; the PVC of PostgreSQL ${committed.upgradesFrom?.major} stays in the cluster and in the YAML until "cdk8s-database upgrade --drop-old-claims"`,
    });
    return undefined;
  }
  if (committed.upgradesFrom !== undefined) {
    throw refuse(
      `${runs}, while the upgrade from ${committed.upgradesFrom.major} is not finished; finish it first: "cdk8s-database upgrade --finish"`,
    );
  }
  if (upgrade !== 'begin') {
    throw refuse(
      `${runs}, which cannot read that data; run "cdk8s-database upgrade" to move it to a new volume, or give PostgresVersion.V${committed.major} to keep the version`,
    );
  }
  synthesis.warn({
    code: 'upgrade-begun',
    path,
    message: `from "kubectl apply" until the pod has moved the data, the application has no database; then finish the upgrade: "cdk8s-database upgrade --finish"`,
  });
  return { claim: committed.claim, image: committed.image, major: committed.major };
}

/** False for an output in another folder and without git, since the commit is then unknown. */
function isUncommitted({ inPlace, repository }: Synthesis, path: string, what: 'begin' | 'end'): boolean {
  if (!inPlace) return false;
  const committed = inLastCommit(repository.root, path);
  if (committed === undefined) return false;
  return (committed ?? '').includes(`name: ${DUMP_CONTAINER}\n`) !== (what === 'begin');
}

/** A key of the ConfigMap, from the run that finishes an upgrade to the run that drops the old PVC. */
export const UPGRADED_FROM = 'upgraded-from';

/** The old major version, whose data the volume must contain: the server then never creates an empty database. */
export function upgradedFrom(synthesis: Synthesis, folder: string): string | undefined {
  const { upgrade } = synthesis;
  if (upgrade === 'drop-old-claims') return undefined;
  const finished = upgrade === 'finish' ? committedServer(synthesis, folder)?.upgradesFrom : undefined;
  if (finished !== undefined) return String(finished.major);
  if (!(synthesis.committedText(folder, 'configmap.yaml') ?? '').includes(`${UPGRADED_FROM}: `))
    return undefined;
  const [config] = committedObjects(synthesis, folder, 'configmap.yaml');
  return textAt(mappingAt(config, 'data'), UPGRADED_FROM);
}
