import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import type { Contribution, PodContainer, PodVolumeMount } from '../../server/capability';
import { joined, type Contributions } from '../../server/contributions';
import { resourcesOf, type DatabaseResources } from '../../server/database-resources';
import { refuseUnknownProps } from '../../text/known-props';
import { Manifest } from '../../kubernetes/manifest';
import { addRules } from '../../text/rules';
import { VERSION_LABEL } from './committed-server';
import { POSTGRESQL_PORT } from './database-service';
import { selectorLabels } from '../../kubernetes/labels';
import { databaseLabels } from '../../server/labels';
import type { Container, Probe, StatefulSetSpec, Volume } from '../../kubernetes/plain-types';
import {
  CONTAINER_SECURITY,
  hardenedContainer,
  hardenedPod,
  secretVolume,
} from '../../kubernetes/pod-security';
import { resourceRequirements, type ContainerResources } from '../../kubernetes/resources';
import { mebibytes } from '../../kubernetes/size';
import { POD_SECURITY } from '../../server/pod-security';
import type { PostgresVersion } from '../../server/postgres-version';
import { CREDENTIALS_MOUNT, credentialsVolume } from '../../server/psql-client';

export interface PostgresStatefulSetProps {
  /** The database's name, which is also the StatefulSet's name; labels are derived from it. */
  readonly instance: string;
  /** The version that runs, and so the image. */
  readonly version: PostgresVersion;
  /** The database that the server creates. */
  readonly database: string;
  /** The application's role. @default - the `username` in the Secret */
  readonly user?: string;
  /** Name of the headless Service that names the pod. */
  readonly serviceName: string;
  /** Name of the PVC with the data. */
  readonly claimName: string;
  /** Name of the Secret with the application role's `username` and `password`. */
  readonly credentialsName: string;
  /** Name of the ConfigMap with the server's files. */
  readonly configName: string;
  /** Changes with the settings that need a restart; a change restarts the pod. */
  readonly configChecksum: string;
  /** Name of the ServiceAccount that the pod runs as. */
  readonly serviceAccountName: string;
  /** Name of the Secret with `tls.crt` and `tls.key`. @default - the pod creates its own certificate */
  readonly certificateName?: string;
  /** An image with `openssl`, with which the pod creates its own certificate. @default - the version's */
  readonly certificateImage?: string;
  /** Memory, CPU and scratch space of the pod. @default - see DatabaseResources */
  readonly resources?: DatabaseResources;
  /** The capabilities' additions, known only at synth. @default - nothing @internal */
  readonly contributions?: () => Contributions;
}

/** The server: one pod, since a second replica of a plain StatefulSet would be a second, empty database. */
export class PostgresStatefulSet extends Construct {
  readonly name: string;

  constructor(scope: Construct, id: string, props: PostgresStatefulSetProps) {
    super(scope, id);
    refuseUnknownProps('PostgresStatefulSetProps', id, props);
    this.name = props.instance;
    const labels = databaseLabels(props.instance);

    this.node.defaultChild = new Manifest(this, 'stateful-set', {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: this.name, labels: { ...labels, [VERSION_LABEL]: String(props.version.major) } },
      // Lazy, since an upgrade adds its steps at synth.
      spec: Lazy.any({ produce: () => specOf(props) }) as StatefulSetSpec,
    });

    const { memory, cpuRequest, cpuLimit, ephemeralStorage } = resourcesOf(props.resources);
    addRules(
      this,
      () => [
        {
          code: 'memory-size',
          field: 'resources.memory',
          when: memory.toMebibytes() < 128,
          say: `resources.memory is ${memory.asString()}; allowed: at least 128Mi, which PostgreSQL needs`,
        },
        {
          code: 'ephemeral-storage-size',
          field: 'resources.ephemeralStorage',
          when: mebibytes(ephemeralStorage) < 64,
          say: `resources.ephemeralStorage is ${ephemeralStorage.asString()}, but the log alone may use 50Mi; allowed: at least 64Mi`,
        },
        {
          code: 'cpu-request',
          field: 'resources.cpuRequest',
          when: !(cpuRequest > 0 && cpuRequest <= cpuLimit),
          say: `cpuRequest is ${cpuRequest} and cpuLimit ${cpuLimit} cores; allowed: above 0, and the request at most the limit`,
        },
      ],
      scope,
    );
  }
}

/** What the pod has without capabilities, and while an upgrade is under way: names that nobody else may use. */
export function podParts(props: Pick<PostgresStatefulSetProps, 'version'>): Contribution {
  const named = (name: string): PodContainer => ({ image: '', name });
  const at = (mountPath: string): PodVolumeMount => ({ mountPath, name: '' });
  return {
    podAnnotations: { [CHECKSUM]: '' },
    initContainers: ['certificate', 'upgrade-dump', 'upgrade-restore'].map(named),
    sidecars: [named('postgres')],
    volumeMounts: [props.version.mountPath, ...MOUNT_PATHS].map(at),
    volumes: VOLUMES.map((name) => ({ name })),
  };
}

/** The annotation that restarts the pod. */
const CHECKSUM = 'checksum/config';
const MOUNT_PATHS = [
  '/etc/postgresql',
  '/run/secrets/database',
  '/run/secrets/tls',
  '/var/run/postgresql',
  '/tmp',
  '/dev/shm',
];
const VOLUMES = [
  'data',
  'config',
  'credentials',
  'certificate',
  'run',
  'tmp',
  'shared-memory',
  'upgrade',
  'old-data',
];

function specOf(props: PostgresStatefulSetProps): StatefulSetSpec {
  const added = props.contributions?.() ?? joined([]);
  const before = [
    ...added.initContainers.map((one) => inPod(one, resourcesOf(props.resources))),
    ...(props.certificateName === undefined ? [certificateContainer(props)] : []),
  ];
  return {
    // One pod needs no order. With OrderedReady a pod that cannot start would block its corrected replacement.
    podManagementPolicy: 'Parallel',
    replicas: 1,
    selector: { matchLabels: selectorLabels(props.instance) },
    serviceName: props.serviceName,
    updateStrategy: { type: 'RollingUpdate' },
    template: {
      metadata: {
        annotations: { ...added.podAnnotations, [CHECKSUM]: props.configChecksum },
        labels: databaseLabels(props.instance),
      },
      spec: hardenedPod({
        containers: [container(props, added), ...added.sidecars.map((one) => inPod(one, SIDECAR_RESOURCES))],
        ...(before.length > 0 && { initContainers: before }),
        restartPolicy: 'Always',
        securityContext: POD_SECURITY,
        serviceAccountName: props.serviceAccountName,
        // The image stops PostgreSQL with SIGINT, a fast shutdown; its last checkpoint may take minutes.
        terminationGracePeriodSeconds: 300,
        topologySpreadConstraints: [
          {
            labelSelector: { matchLabels: selectorLabels(props.instance) },
            maxSkew: 1,
            topologyKey: 'kubernetes.io/hostname',
            whenUnsatisfiable: 'ScheduleAnyway',
          },
        ],
        volumes: [...volumes(props), ...(added.volumes as Volume[])],
      }),
    },
  };
}

/** The folder with `tls.crt` and `tls.key`, from a Secret or created by the pod. */
const CERTIFICATE_MOUNT = { mountPath: '/run/secrets/tls', name: 'certificate' };

/** Adds the engine's fields to a capability's container. RESOURCES apply if it does not set its own. */
function inPod({ runAsUser, ...container }: PodContainer, resources: ContainerResources): Container {
  const defaults = { resources: resourceRequirements(resources) };
  const securityContext = { ...CONTAINER_SECURITY, ...(runAsUser !== undefined && { runAsUser }) };
  return hardenedContainer({ ...defaults, ...(container as unknown as Container), securityContext });
}

/** Each pod creates a private key that never leaves it, so there is no key to store, to renew or to lose. */
function certificateContainer(props: PostgresStatefulSetProps): Container {
  return hardenedContainer({
    command: ['/bin/sh', '/etc/postgresql/certificate.sh'],
    image: props.certificateImage ?? props.version.image,
    name: 'certificate',
    // A pod's request is the maximum of its containers' requests, so this one must not exceed the server's.
    resources: resourceRequirements({ ...resourcesOf(props.resources), memory: 64 }),
    volumeMounts: [{ mountPath: '/etc/postgresql', name: 'config', readOnly: true }, CERTIFICATE_MOUNT],
  });
}

function container(props: PostgresStatefulSetProps, { volumeMounts }: Contributions): Container {
  return hardenedContainer({
    command: ['/bin/sh', '/etc/postgresql/start.sh'],
    env: [
      { name: 'DATA_VOLUME', value: props.version.mountPath },
      { name: 'PGDATA', value: props.version.dataDirectory },
      // Defaults for psql in the pod.
      { name: 'PGDATABASE', value: props.database },
      props.user === undefined
        ? { name: 'PGUSER', valueFrom: { secretKeyRef: { key: 'username', name: props.credentialsName } } }
        : { name: 'PGUSER', value: props.user },
    ],
    image: props.version.image,
    name: 'postgres',
    ports: [{ containerPort: POSTGRESQL_PORT, name: 'postgresql', protocol: 'TCP' }],
    resources: resourceRequirements(resourcesOf(props.resources)),
    ...probes(props),
    volumeMounts: [
      { mountPath: props.version.mountPath, name: 'data' },
      { mountPath: '/etc/postgresql', name: 'config', readOnly: true },
      CREDENTIALS_MOUNT,
      { ...CERTIFICATE_MOUNT, readOnly: true },
      { mountPath: '/var/run/postgresql', name: 'run' },
      { mountPath: '/tmp', name: 'tmp' },
      { mountPath: '/dev/shm', name: 'shared-memory' },
      ...volumeMounts,
    ],
  });
}

/**
 * Over TCP, where only the server itself answers. pg_isready: 0 accepts, 1 rejects (it starts, recovers or stops), 2 no
 * answer. A recovering server is alive and must not be restarted, but is not ready.
 *
 * After a probe's timeout the kubelet kills only the first process, so each probe stops its own programs before that.
 */
function probes({ version }: PostgresStatefulSetProps): {
  startupProbe: Probe;
  readinessProbe: Probe;
  livenessProbe: Probe;
} {
  // The program itself comes before the image's Perl wrapper, which takes seconds on a busy CPU.
  const path = `PATH=/usr/lib/postgresql/${version.major}/bin:$PATH`;
  const answers = `${path} pg_isready --quiet --timeout=8 --host=127.0.0.1; test $? -le 1`;
  const within = (seconds: number, ...command: string[]): Pick<Probe, 'exec'> => ({
    exec: { command: ['timeout', '--signal=KILL', String(seconds), '/bin/sh', ...command] },
  });
  return {
    livenessProbe: {
      exec: { command: ['/bin/sh', '-c', answers] },
      failureThreshold: 6,
      periodSeconds: 10,
      timeoutSeconds: 10,
    },
    readinessProbe: {
      ...within(8, '/etc/postgresql/ready.sh'),
      failureThreshold: 3,
      periodSeconds: 5,
      timeoutSeconds: 10,
    },
    // Up to an hour for a long recovery. Each probe waits for an answer, so a quick start is noticed at once.
    startupProbe: {
      ...within(
        4,
        '-c',
        `for wait in 0 0.1 0.2 0.3 0.4; do sleep $wait; if ${answers}; then exit; fi; done; exit 1`,
      ),
      failureThreshold: 3600,
      periodSeconds: 1,
      timeoutSeconds: 5,
    },
  };
}

function volumes(props: PostgresStatefulSetProps): Volume[] {
  return [
    { name: 'data', persistentVolumeClaim: { claimName: props.claimName } },
    { configMap: { name: props.configName }, name: 'config' },
    credentialsVolume(props.credentialsName),
    props.certificateName === undefined
      ? { emptyDir: { medium: 'Memory', sizeLimit: '1Mi' }, name: CERTIFICATE_MOUNT.name }
      : secretVolume(CERTIFICATE_MOUNT.name, props.certificateName),
    { emptyDir: {}, name: 'run' },
    { emptyDir: {}, name: 'tmp' },
    // The runtime's default is 64 MiB, too small for parallel queries. It counts towards the memory limit.
    {
      emptyDir: { medium: 'Memory', sizeLimit: resourcesOf(props.resources).memory.asString() },
      name: 'shared-memory',
    },
  ];
}

/** The resources of a sidecar that does not set its own. */
const SIDECAR_RESOURCES = { cpuLimit: 0.1, cpuRequest: 0.01, ephemeralStorage: 64, memory: 64 };
