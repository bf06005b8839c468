import type { ApiObjectProps } from 'cdk8s';
import { Construct } from 'constructs';
import { Manifest } from '../../../kubernetes/manifest';
import type { Mapping } from '../../../text/mapping';
import { DatabaseVolumeClaim } from '../database-volume-claim';
import type { DatabaseStorage } from '../../../server/database-storage';
import type { Volume } from '../../../kubernetes/plain-types';
import type { Contribution, PodContainer } from '../../../server/capability';
import { databaseLabels } from '../../../server/labels';
import { PostgresVersion, type PostgresMajor } from '../../../server/postgres-version';
import hostBasedAuthentication from './upgrade-pg_hba.conf';
import count from './upgrade-count.sh';
import dump from './upgrade-dump.sh';
import plan from './upgrade-plan.sh';
import privileged from './upgrade-privileged.sh';
import restore from './upgrade-restore.sh';
import rights from './upgrade-rights.sh';

/** The server that is upgraded. */
export interface OldServer {
  readonly major: PostgresMajor;
  readonly image: string;
  /** The name of the PVC with its data. */
  readonly claim: string;
}

export interface DatabaseUpgradeProps {
  /** The database's name, from which names and labels are derived. */
  readonly instance: string;
  readonly from: OldServer;
  readonly to: PostgresVersion;
  /** The old volume's PVC in the committed YAML. @default - a PVC like the new volume's */
  readonly claim?: Mapping;
  /** The storage of the new volume. @default - see DatabaseStorage */
  readonly storage?: DatabaseStorage;
}

/**
 * Init containers of the database's pod, which run before the first start of a new major version: the old version dumps
 * all data to the new volume, the new version restores it there. Not a Job, since both volumes can be mounted on one
 * node only, and no server of either version may run meanwhile.
 */
export class DatabaseUpgrade extends Construct {
  readonly contribution: Contribution;

  constructor(scope: Construct, id: string, props: DatabaseUpgradeProps) {
    super(scope, id);
    const { instance, from, to } = props;
    const name = `${instance}-upgrade`;
    new Manifest(this, 'config-map', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, labels: databaseLabels(instance) },
      data: {
        'pg_hba.conf': hostBasedAuthentication,
        'upgrade-count.sh': count,
        'upgrade-dump.sh': dump,
        'upgrade-plan.sh': plan,
        'upgrade-privileged.sh': privileged,
        'upgrade-restore.sh': restore,
        'upgrade-rights.sh': rights,
      },
    });
    // Most fields of a PVC are immutable, so the old one stays unchanged; the props apply to the new one.
    if (props.claim === undefined) {
      new DatabaseVolumeClaim(this, 'old-storage', { ...props.storage, instance, major: from.major });
    } else {
      new Manifest(this, 'old-storage', props.claim as unknown as ApiObjectProps);
    }

    const old = PostgresVersion.of(from.major);
    const env = [
      { name: 'DATA_VOLUME', value: to.mountPath },
      { name: 'PGDATA', value: to.dataDirectory },
    ];
    const mounts = [
      { mountPath: to.mountPath, name: 'data' },
      { mountPath: '/etc/upgrade', name: 'upgrade', readOnly: true },
      { mountPath: '/tmp', name: 'tmp' },
    ];
    const initContainers: PodContainer[] = [
      {
        command: ['/bin/sh', '/etc/upgrade/upgrade-dump.sh'],
        env: [
          ...env,
          // The next synth reads it.
          { name: 'OLD_MAJOR', value: String(from.major) },
          { name: 'OLD_PGDATA', value: `/old-data${old.dataDirectory.slice(old.mountPath.length)}` },
        ],
        image: from.image,
        name: DUMP_CONTAINER,
        volumeMounts: [...mounts, { mountPath: '/old-data', name: 'old-data' }],
      },
      {
        command: ['/bin/sh', '/etc/upgrade/upgrade-restore.sh'],
        env,
        image: to.image,
        name: 'upgrade-restore',
        volumeMounts: [...mounts, { mountPath: '/etc/postgresql', name: 'config', readOnly: true }],
      },
    ];
    const volumes: Volume[] = [
      { configMap: { name }, name: 'upgrade' },
      { name: 'old-data', persistentVolumeClaim: { claimName: from.claim } },
    ];
    this.contribution = { initContainers, volumes };
  }
}

/** A later synth recognises an unfinished upgrade by this name. */
export const DUMP_CONTAINER = 'upgrade-dump';
