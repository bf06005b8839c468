import { posix } from 'node:path';
import { Chart, type ApiObjectMetadata } from 'cdk8s';
import { Construct } from 'constructs';
import { objectChangesIn, type ObjectChange } from '../gitops/plan/object-change';
import { committedClaims, refuseClaimChange } from '../gitops/synth/claim-change';
import { mappingAt, textAt } from '../text/mapping';
import { leftInCluster } from '../gitops/plan/left-in-cluster';
import { Manifest } from '../kubernetes/manifest';
import { Patch } from '../kubernetes/patch';
import { gitOpsAppRule, PlannedApp } from '../kubernetes/planned-app';
import type { FileChange } from '../gitops/plan/plan';
import { Refusal } from '../text/refusal';
import { addRules } from '../text/rules';
import { synthScope } from '../gitops/synth/fact';
import { SYNTH_PART, type SynthPart, type Synthesis } from '../gitops/synth/synthesis';
import { deploymentPatch } from './deployment-patch';
import { findMountingDeployment, type MountingDeployment } from './mounting-deployment';
import { mountWarnings } from './mount-warnings';
import { SqliteBackup, type SqliteBackupProps } from './sqlite-backup';
import { BackupStore } from '../backup/store/backup-store';
import { sharesPlaceWith } from '../backup/store/same-place';
import { SqliteMonitoring } from './sqlite-monitoring';
import { SqliteSnapshots, snapshotSource } from './sqlite-snapshots';
import { refuseWrongTypes, volumeRules } from './sqlite-volume-rules';
import { DEFAULT_SIZE, SqliteVolumeClaim } from './sqlite-volume-claim';
import type { SqliteEnvironment, SqliteVolumeProps } from './sqlite-volume-props';

/** A volume for an application that keeps its data in SQLite: the folder of that name in the base. */
export class SqliteVolume extends Chart implements SynthPart {
  /** @internal */
  readonly [SYNTH_PART] = true;
  readonly claimName: string;
  /** The path of the database's file in the container. */
  readonly path: string;
  private readonly mountPath: string;
  private readonly variable: string;
  private readonly backup: SqliteBackup | undefined;
  /** The same volume in other environments. */
  readonly environments?: ReadonlyMap<string, SqliteVolume>;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: SqliteVolumeProps,
  ) {
    super(scope, id);
    refuseWrongTypes(id, props);
    const { claimName = `${id}-pvc`, mountPath = '/data', file = 'db.sqlite', variable = 'DB_PATH' } = props;
    this.claimName = claimName;
    this.mountPath = mountPath;
    this.path = posix.join(mountPath, file);
    this.variable = variable;

    new SqliteVolumeClaim(this, 'claim', { ...props.storage, instance: id, name: claimName });

    if (props.backup !== undefined) {
      this.backup = new SqliteBackup(this, 'backup', {
        ...props.backup,
        claimName,
        file,
        instance: id,
        size: props.storage?.size ?? DEFAULT_SIZE,
      });
    }

    if (props.monitoring !== undefined) {
      new SqliteMonitoring(this, 'monitoring', {
        ...props.monitoring,
        backup: props.backup && `${id}-backup`,
        claimName,
        instance: id,
      });
    }

    const { environments, ...base } = props;
    if (environments !== undefined) {
      refuseSharedStore(id, environments, base.backup);
      this.environments = new Map(
        Object.entries(environments).map(([name, environment]) => [
          name,
          new SqliteVolume(new PlannedApp(), id, inEnvironment(base, environment)),
        ]),
      );
    }

    const { snapshotClass, snapshots = [] } = props;
    addRules(this, () => [
      ...volumeRules(id, {
        backup: props.backup,
        claimName,
        file,
        mountPath,
        snapshotClass,
        snapshots,
        variable,
      }),
      gitOpsAppRule(this, true, 'a SqliteVolume changes a Deployment of your repository'),
    ]);
  }

  /** @internal */
  survey(synthesis: Synthesis): void {
    const scope = synthScope(this);
    const { id } = this.node;
    const { workload, container, user } = this.props;
    const deployment = findMountingDeployment(synthesis.repository, {
      name: id,
      path: this.mountPath,
      workload,
      ...(container !== undefined && { container }),
      ...(user !== undefined && { user }),
    });
    const { object } = deployment.workload;
    for (const what of [`mount at ${this.mountPath}`, `variable ${this.variable}`]) {
      synthesis.reserve(
        object.path,
        `the ${what} of Deployment ${object.name}`,
        'is used by two SQLite volumes; give each its own',
      );
    }
    synthesis.setNamespace(id, object.namespace);

    const database = {
      name: id,
      claimName: this.claimName,
      mountPath: this.mountPath,
      path: this.path,
      variable: this.variable,
    };
    const patch = new Patch(scope, 'patch', deploymentPatch(deployment, database));
    const isNew = synthesis.committedText(id, patch.fileName) === undefined;
    this.takeSnapshots(scope, synthesis);
    this.keepClaims(scope, synthesis);
    this.backUp(deployment);
    for (const warning of mountWarnings(deployment, database, isNew)) synthesis.warn(warning);
  }

  /** @internal */
  verify(synthesis: Synthesis, changes: readonly ObjectChange[]): void {
    refuseClaimChange(synthesis, changes, this.claimName);
  }

  private takeSnapshots(scope: Construct, synthesis: Synthesis): void {
    const { snapshots = [], snapshotClass } = this.props;
    if (snapshots.length === 0) return;
    const claimOf = (snapshot: string): string =>
      snapshotSource(synthesis, this.node.id, snapshot) ?? this.claimName;
    const { fromSnapshot = '' } = this.props.storage ?? {};
    if (
      snapshots.includes(fromSnapshot.slice(`${this.node.id}-`.length)) &&
      claimOf(fromSnapshot) === this.claimName
    ) {
      const message = `PVC ${this.claimName} is to start from ${fromSnapshot}, which is a snapshot of itself; give the new PVC another claimName`;
      throw Refusal.of('snapshot-of-itself', this.node.path, message);
    }
    new SqliteSnapshots(scope, 'snapshots', {
      claimOf,
      instance: this.node.id,
      // A duplicate is refused by the rules, together with all other problems.
      names: [...new Set(snapshots)],
      ...(snapshotClass !== undefined && { snapshotClass }),
    });
  }

  /** A PVC that the database no longer uses keeps its data: no commit removes it. */
  private keepClaims(scope: Construct, synthesis: Synthesis): void {
    const { id } = this.node;
    const names = [this.claimName, `${id}-backup`];
    const left = committedClaims(synthesis, id).filter((claim) => !names.includes(nameOf(claim)));
    if (left.length === 0 || synthesis.force) return;
    const kept = new Construct(scope, 'kept');
    for (const claim of left) {
      const { metadata, spec } = claim as { metadata: ApiObjectMetadata; spec: unknown };
      new Manifest(kept, nameOf(claim), { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata, spec });
      synthesis.warn({
        code: 'claim-kept',
        path: synthesis.repository.pathOf(`${id}/pvc.yaml`),
        message: `${nameOf(claim)} is no longer in main.ts; its YAML stays until you give --force, and its data until you delete it in the cluster`,
      });
    }
  }

  private backUp({ owner, workload }: MountingDeployment): void {
    if (this.backup === undefined) return;
    if (owner === undefined) {
      const { name, path } = workload.object;
      const message = `Deployment ${name} does not say which user it runs as, and backups must run as the same user; give it securityContext.runAsUser, or the SqliteVolume user (0 if it is root)`;
      throw Refusal.of('unknown-user', path, message);
    }
    this.backup.createJobs({ owner, workload });
  }

  /** @internal */
  review(synthesis: Synthesis, changed: ReadonlyMap<string, readonly FileChange[]>): void {
    const folder = synthesis.repository.pathOf(this.node.id);
    const notice = leftInCluster(folder, objectChangesIn(changed.get(folder) ?? []));
    if (notice !== undefined) synthesis.warn(notice);
  }
}

/** Two environments with one location would restore and delete each other's backups. @throws Refusal */
function refuseSharedStore(
  id: string,
  environments: Readonly<Record<string, SqliteEnvironment>>,
  usual: SqliteBackupProps | undefined,
): void {
  const places = new Map(
    Object.entries(environments).map(([name, { backup }]) => {
      const to = backup === 'none' ? undefined : (backup?.to ?? usual?.to);
      // A PVC belongs to the namespace that it is applied in.
      return [name, to instanceof BackupStore && to.isOutsideOfCluster ? [to.locationOf(id)] : []];
    }),
  );
  const clashes = [...places.keys()].flatMap((name) => {
    const other = sharesPlaceWith(places, name);
    return other === undefined ? [] : [`${other} and ${name}`];
  });
  if (clashes.length === 0) return;
  throw new Refusal(
    clashes.map((both) => ({
      code: 'shared-store',
      path: id,
      message: `the environments ${both} would keep their backups in one location; give each its own in backup.to, for example another prefix`,
    })),
  );
}

function inEnvironment(
  base: Omit<SqliteVolumeProps, 'environments'>,
  { backup, monitoring, storage }: SqliteEnvironment,
): SqliteVolumeProps {
  const { backup: usual, monitoring: usualMonitoring, ...rest } = base;
  const isWatched = monitoring !== 'none' && (usualMonitoring ?? monitoring) !== undefined;
  const isWanted = backup !== 'none' && (usual ?? backup) !== undefined;
  // Without a store, it is refused like any other backup.
  const merged = { ...usual, ...(backup === 'none' ? {} : backup) } as SqliteBackupProps;
  return {
    ...rest,
    storage: { ...base.storage, ...storage },
    ...(isWanted && { backup: merged }),
    ...(isWatched && { monitoring: { ...usualMonitoring, ...monitoring } }),
  };
}

function nameOf(object: unknown): string {
  return textAt(mappingAt(object, 'metadata'), 'name') ?? '';
}
