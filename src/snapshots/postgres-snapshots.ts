import { Duration, Lazy } from 'cdk8s';
import { synthesisOf } from '../gitops/synth/fact';
import { scheduleRule } from '../kubernetes/cron-schedule';
import { cronJob, jobSpec, LONGEST_CRON_JOB_NAME } from '../kubernetes/jobs';
import { MANAGED_BY, podLabels, selectorLabels } from '../kubernetes/labels';
import { Manifest } from '../kubernetes/manifest';
import { nameRule } from '../kubernetes/object-name';
import { wholeSeconds } from '../kubernetes/seconds';
import type { JobSpec } from '../kubernetes/plain-types';
import { serviceAccount } from '../kubernetes/pod-security';
import { Capability, type Contribution } from '../server/capability';
import type { TargetDatabase } from '../server/target-database';
import { refuseUnknownProps } from '../text/known-props';
import { addRules } from '../text/rules';
import api from './api.py';
import type { PostgresSnapshotsProps } from './postgres-snapshots-props';
import retention from './retention.py';
import snapshot from './snapshot.py';
import { snapshotAlerts } from './snapshot-alerts';
import { snapshotPod } from './snapshot-pod';

const DEFAULT_SCHEDULE = '0 3 * * *';
const DEFAULT_KEEP = 7;
const DEFAULT_IMAGE = 'docker.io/library/python:3.13-slim-trixie';
const DEFAULT_TIMEOUT = Duration.hours(2);
/** With it and the time to remove old snapshots, the Job of a daily schedule is over before the next one. */
const LONGEST_TIMEOUT = Duration.hours(23);
/** Beyond the timeout: to reach the API server, and to remove old snapshots. */
const REMOVAL_SECONDS = 1800;
/** Where API servers listen, behind the Service's 443: also k3s and kind (6443), minikube (8443), MicroK8s (16443). */
const API_SERVER_PORTS = [443, 6443, 8443, 16_443];

/**
 * VolumeSnapshots of a database's volume on a schedule, of which the old ones are removed. PostgreSQL finds in one what it
 * finds after a power failure: all committed data, since data and WAL are on the one volume.
 */
export class PostgresSnapshots extends Capability<TargetDatabase> {
  private readonly props: PostgresSnapshotsProps;
  private readonly instance: string;

  constructor(database: TargetDatabase, id: string, props: PostgresSnapshotsProps = {}) {
    super(database, id, props);
    refuseUnknownProps('PostgresSnapshotsProps', `${database.node.id}.${id}`, props);
    this.props = props;
    this.instance = database.node.id;
    const { keep = DEFAULT_KEEP, schedule = DEFAULT_SCHEDULE, volumeSnapshotClass } = props;
    const { name } = this;
    const labels = { ...this.podLabels, ...MANAGED_BY };
    new Manifest(this, 'service-account', serviceAccount({ name, labels }));
    new Manifest(this, 'role', {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name, labels },
      rules: [
        {
          apiGroups: ['snapshot.storage.k8s.io'],
          resources: ['volumesnapshots'],
          verbs: ['create', 'delete', 'get', 'list'],
        },
      ],
    });
    new Manifest(this, 'role-binding', {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name, labels },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      // Of the binding's namespace, which may be known to kustomize or kubectl alone.
      subjects: [{ kind: 'ServiceAccount', name }],
    });
    new Manifest(this, 'programs', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, labels },
      data: { 'api.py': api, 'retention.py': retention, 'snapshot.py': snapshot },
    });
    new Manifest(this, 'network-policy', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name, labels },
      spec: {
        // The API server is no pod, and its address is not known during a synth.
        egress: [{ ports: API_SERVER_PORTS.map((port) => ({ port, protocol: 'TCP' })) }],
        podSelector: { matchLabels: selectorLabels(name) },
        policyTypes: ['Ingress', 'Egress'],
      },
    });
    this.node.defaultChild = new Manifest(
      this,
      'cron-job',
      cronJob({ name, labels }, schedule, this.job(database), {
        successfulJobsHistoryLimit: 3,
        timeZone: 'Etc/UTC',
      }),
    );

    addRules(this, () => [
      {
        code: 'instance-name',
        when: name.length > LONGEST_CRON_JOB_NAME,
        say: `"${this.instance}" is too long for a database with snapshots; allowed: at most ${LONGEST_CRON_JOB_NAME - '-snapshot'.length} characters, since "${name}" names a CronJob`,
      },
      scheduleRule(schedule, 'snapshots', DEFAULT_SCHEDULE),
      {
        code: 'snapshot-keep',
        field: 'keep',
        when: !(Number.isInteger(keep) && keep >= 1 && keep <= 3650),
        say: `keep is ${keep}; allowed: a whole number of days, 1 to 3650`,
      },
      {
        code: 'snapshot-timeout',
        field: 'timeout',
        when: !(this.seconds >= 60 && this.seconds <= LONGEST_TIMEOUT.toSeconds()),
        say: `timeout is ${this.seconds} seconds; allowed: from a minute to ${LONGEST_TIMEOUT.toHours()} hours`,
      },
      ...(volumeSnapshotClass === undefined
        ? []
        : [nameRule(volumeSnapshotClass, 'a VolumeSnapshotClass', 'volumeSnapshotClass')]),
    ]);
  }

  contribute(): Contribution {
    return { alerts: snapshotAlerts(this.name, Math.round(this.seconds)) };
  }

  private get name(): string {
    return `${this.instance}-snapshot`;
  }

  private get podLabels(): Record<string, string> {
    return podLabels('postgresql', 'snapshot', this.name);
  }

  private get seconds(): number {
    return wholeSeconds(this.props.timeout ?? DEFAULT_TIMEOUT);
  }

  private job({ access, spec }: TargetDatabase): JobSpec {
    const { image = DEFAULT_IMAGE, keep = DEFAULT_KEEP, volumeSnapshotClass } = this.props;
    const claim = access.server.claimName;
    const template = snapshotPod({
      // No reference that kustomize would change with the claim's name.
      claimName: Lazy.any({
        produce: () => synthesisOf(this)?.repository.tree.nameOf(claim) ?? claim,
      }) as string,
      fromSnapshot: spec.storage.fromSnapshot,
      image,
      instance: this.instance,
      keep,
      labels: this.podLabels,
      name: this.name,
      seconds: Math.round(this.seconds),
      volumeSnapshotClass,
    });
    // The program itself tries again what may pass, and each attempt of its own would leave another snapshot.
    return jobSpec(template, {
      activeDeadlineSeconds: Math.round(this.seconds) + REMOVAL_SECONDS,
      backoffLimit: 0,
    });
  }
}
