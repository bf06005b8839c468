import { ApiObject, Size } from 'cdk8s';
import { Construct } from 'constructs';
import { addRules } from '../gitops/rules';
import { POSTGRESQL_PORT } from './database-service';
import { databaseLabels, selectorLabels } from './labels';
import type { Container, Probe, StatefulSetSpec, Volume } from './kubernetes';
import type { PostgresVersion } from './postgres-version';

export interface DatabaseResources {
  /** Requested and the limit: memory that is promised elsewhere gets a database killed. @default 512 MiB */
  readonly memory?: Size;
  /** CPU cores that are set aside, for example 0.25. @default 0.25 */
  readonly cpuRequest?: number;
  /** CPU cores that it may use at most. @default 1 */
  readonly cpuLimit?: number;
}

export interface PostgresStatefulSetProps {
  /** The database's name: the StatefulSet's own, and what its labels derive from. */
  readonly instance: string;
  readonly version: PostgresVersion;
  /** The database that is made in the server. */
  readonly database: string;
  /** The application's role, as which the probes ask. */
  readonly user: string;
  /** Name of the headless Service that names the pod. */
  readonly serviceName: string;
  /** Name of the claim that holds the data. */
  readonly claimName: string;
  /** Name of the Secret with the application role's `username` and `password`. */
  readonly credentialsName: string;
  /** Name of the ConfigMap with the server's files. */
  readonly configName: string;
  /** Changes when the configuration does, and then restarts the pod. */
  readonly configChecksum: string;
  /** @default - see DatabaseResources */
  readonly resources?: DatabaseResources;
}

/** `postgres` in the official Debian images. */
const POSTGRES_UID = 999;

/** The server: one pod, since a second replica of a plain StatefulSet would be a second, empty database. */
export class PostgresStatefulSet extends Construct {
  readonly name: string;

  constructor(scope: Construct, id: string, props: PostgresStatefulSetProps) {
    super(scope, id);
    this.name = props.instance;
    const labels = databaseLabels(props.instance);

    const spec: StatefulSetSpec = {
      // Kept on one volume, so the old pod has to be gone before the new one starts: a StatefulSet's own way.
      podManagementPolicy: 'OrderedReady',
      replicas: 1,
      selector: { matchLabels: selectorLabels(props.instance) },
      serviceName: props.serviceName,
      template: {
        metadata: { annotations: { 'checksum/config': props.configChecksum }, labels },
        spec: {
          automountServiceAccountToken: false,
          containers: [container(props)],
          enableServiceLinks: false,
          securityContext: {
            fsGroup: POSTGRES_UID,
            // Otherwise each start walks the whole volume, and the data directory ends up group-writable.
            fsGroupChangePolicy: 'OnRootMismatch',
            runAsGroup: POSTGRES_UID,
            runAsNonRoot: true,
            runAsUser: POSTGRES_UID,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          // The image stops PostgreSQL with SIGINT, a fast shutdown; its last checkpoint may take minutes.
          terminationGracePeriodSeconds: 300,
          volumes: volumes(props),
        },
      },
    };
    new ApiObject(this, 'stateful-set', {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: this.name, labels },
      spec,
    });

    const { memory, cpuRequest, cpuLimit } = resourcesOf(props);
    addRules(this, () => [
      {
        when: memory.toMebibytes() < 128,
        say: `memory is ${memory.asString()}; PostgreSQL needs 128Mi at least: give resources.memory`,
      },
      {
        when: !(cpuRequest > 0 && cpuRequest <= cpuLimit),
        say: `cpuRequest is ${cpuRequest} and cpuLimit ${cpuLimit} cores; allowed: above 0, and the request no higher than the limit`,
      },
    ]);
  }
}

function container(props: PostgresStatefulSetProps): Container {
  const { memory, cpuRequest, cpuLimit } = resourcesOf(props);
  return {
    command: ['/bin/sh', '/etc/postgresql/start.sh'],
    env: [
      { name: 'DATA_VOLUME', value: props.version.mountPath },
      { name: 'PGDATA', value: props.version.dataDirectory },
      // What psql in the pod connects to when nothing is said.
      { name: 'PGDATABASE', value: props.database },
      { name: 'PGUSER', value: 'postgres' },
    ],
    image: props.version.image,
    imagePullPolicy: 'IfNotPresent',
    name: 'postgres',
    ports: [{ containerPort: POSTGRESQL_PORT, name: 'postgresql', protocol: 'TCP' }],
    resources: {
      limits: { cpu: cpuQuantity(cpuLimit), memory: memory.asString() },
      requests: { cpu: cpuQuantity(cpuRequest), memory: memory.asString() },
    },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      privileged: false,
      readOnlyRootFilesystem: true,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    ...probes(props),
    volumeMounts: [
      { mountPath: props.version.mountPath, name: 'data' },
      { mountPath: '/etc/postgresql', name: 'config', readOnly: true },
      { mountPath: '/run/secrets/database', name: 'credentials', readOnly: true },
      { mountPath: '/var/run/postgresql', name: 'run' },
      { mountPath: '/tmp', name: 'tmp' },
      { mountPath: '/dev/shm', name: 'shared-memory' },
    ],
  };
}

/**
 * Asked over TCP, where only the server itself answers. pg_isready: 0 accepts, 1 rejects (it starts, recovers
 * or stops), 2 no answer. A server that recovers is alive, and must not be killed for it, but is not ready.
 */
function probes({ database, user }: PostgresStatefulSetProps): {
  startupProbe: Probe;
  readinessProbe: Probe;
  livenessProbe: Probe;
} {
  const accepts = `pg_isready --quiet --host=127.0.0.1 --username=${user} --dbname=${database}`;
  const answers = `${accepts}; test $? -le 1`;
  return {
    livenessProbe: { exec: shell(answers), failureThreshold: 6, periodSeconds: 10, timeoutSeconds: 5 },
    readinessProbe: { exec: shell(accepts), failureThreshold: 3, periodSeconds: 5, timeoutSeconds: 5 },
    // An hour, asked each second: quick where there is nothing to do, patient where there is.
    startupProbe: { exec: shell(answers), failureThreshold: 3600, periodSeconds: 1, timeoutSeconds: 5 },
  };
}

function shell(script: string): { command: string[] } {
  return { command: ['/bin/sh', '-c', script] };
}

function volumes(props: PostgresStatefulSetProps): Volume[] {
  return [
    { name: 'data', persistentVolumeClaim: { claimName: props.claimName } },
    { configMap: { name: props.configName }, name: 'config' },
    { name: 'credentials', secret: { defaultMode: 0o440, secretName: props.credentialsName } },
    { emptyDir: {}, name: 'run' },
    { emptyDir: {}, name: 'tmp' },
    // The runtime's own is 64 MiB, which parallel queries outgrow; it counts against the memory limit.
    {
      emptyDir: { medium: 'Memory', sizeLimit: resourcesOf(props).memory.asString() },
      name: 'shared-memory',
    },
  ];
}

function resourcesOf(props: PostgresStatefulSetProps): Required<DatabaseResources> {
  return { memory: Size.mebibytes(512), cpuRequest: 0.25, cpuLimit: 1, ...props.resources };
}

function cpuQuantity(cores: number): string {
  // As the API server writes it, so that nobody sees a difference where there is none.
  return Number.isInteger(cores) ? String(cores) : `${Math.round(cores * 1000)}m`;
}
