import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import type { PodContainer } from '../../server/capability';
import { joined, type Contributions } from '../../server/contributions';
import { resourcesOf, type DatabaseResources } from '../../server/database-resources';
import { Manifest } from '../../kubernetes/manifest';
import { addRules } from '../../text/rules';
import { VERSION_LABEL } from './committed-server';
import { POSTGRESQL_PORT } from './database-service';
import { databaseLabels, selectorLabels } from '../../server/labels';
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
  /** The database's name: the StatefulSet's own, and what its labels derive from. */
  readonly instance: string;
  readonly version: PostgresVersion;
  /** The database that is made in the server. */
  readonly database: string;
  /** The application's role. @default - the `username` in the Secret */
  readonly user?: string;
  /** Name of the headless Service that names the pod. */
  readonly serviceName: string;
  /** Name of the claim that holds the data. */
  readonly claimName: string;
  /** Name of the Secret with the application role's `username` and `password`. */
  readonly credentialsName: string;
  /** Name of the ConfigMap with the server's files. */
  readonly configName: string;
  /** Changes when something of the configuration does that a running server does not take, and restarts the pod. */
  readonly configChecksum: string;
  /** Name of the ServiceAccount that the pod runs as. */
  readonly serviceAccountName: string;
  /** Name of the Secret with `tls.crt` and `tls.key`. @default - the pod makes a certificate of its own */
  readonly certificateName?: string;
  /** The image, with `openssl` in it, in which the pod makes its own certificate. @default - the version's */
  readonly certificateImage?: string;
  /** @default - see DatabaseResources */
  readonly resources?: DatabaseResources;
  /** What the database's capabilities add, known at synth only. @default - nothing @internal */
  readonly contributions?: () => Contributions;
}

/** The server: one pod, since a second replica of a plain StatefulSet would be a second, empty database. */
export class PostgresStatefulSet extends Construct {
  readonly name: string;

  constructor(scope: Construct, id: string, props: PostgresStatefulSetProps) {
    super(scope, id);
    this.name = props.instance;
    const labels = databaseLabels(props.instance);

    this.node.defaultChild = new Manifest(this, 'stateful-set', {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: this.name, labels: { ...labels, [VERSION_LABEL]: String(props.version.major) } },
      // Made when it is asked for: an upgrade adds its steps at synth.
      spec: Lazy.any({ produce: () => specOf(props) }) as StatefulSetSpec,
    });

    const { memory, cpuRequest, cpuLimit, ephemeralStorage } = resourcesOf(props.resources);
    addRules(this, () => [
      {
        when: memory.toMebibytes() < 128,
        say: `memory is ${memory.asString()}; PostgreSQL needs 128Mi at least: give resources.memory`,
      },
      {
        when: mebibytes(ephemeralStorage) < 64,
        say: `ephemeralStorage is ${ephemeralStorage.asString()}, and the log alone may take 50Mi; allowed: 64Mi at least, in resources.ephemeralStorage`,
      },
      {
        when: !(cpuRequest > 0 && cpuRequest <= cpuLimit),
        say: `cpuRequest is ${cpuRequest} and cpuLimit ${cpuLimit} cores; allowed: above 0, and the request no higher than the limit`,
      },
    ]);
  }
}

function specOf(props: PostgresStatefulSetProps): StatefulSetSpec {
  const added = props.contributions?.() ?? joined([]);
  const before = [
    ...added.initContainers.map((one) => inPod(one, resourcesOf(props.resources))),
    ...(props.certificateName === undefined ? [certificateContainer(props)] : []),
  ];
  return {
    // With one pod there is no order to keep; kept, a pod that cannot start would not make way for a corrected one.
    podManagementPolicy: 'Parallel',
    replicas: 1,
    selector: { matchLabels: selectorLabels(props.instance) },
    serviceName: props.serviceName,
    updateStrategy: { type: 'RollingUpdate' },
    template: {
      metadata: {
        annotations: { 'checksum/config': props.configChecksum },
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

/** Where the server finds `tls.crt` and `tls.key`, whoever made them. */
const CERTIFICATE_MOUNT = { mountPath: '/run/secrets/tls', name: 'certificate' };

/** A capability's container. RESOURCES: unless it names its own. */
function inPod(container: PodContainer, resources: ContainerResources): Container {
  const defaults = { resources: resourceRequirements(resources) };
  return hardenedContainer({ ...defaults, ...(container as Container), securityContext: CONTAINER_SECURITY });
}

/** Each pod makes a key that never leaves it, so there is none to keep, to renew or to lose. */
function certificateContainer(props: PostgresStatefulSetProps): Container {
  return hardenedContainer({
    command: ['/bin/sh', '/etc/postgresql/certificate.sh'],
    image: props.certificateImage ?? props.version.image,
    name: 'certificate',
    // What the pod asks for is the most that one of its steps does: not more for this than for the server.
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
      // What psql in the pod connects to, and as whom, when nothing is said.
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
 * Asked over TCP, where only the server itself answers. pg_isready: 0 accepts, 1 rejects (it starts, recovers
 * or stops), 2 no answer. A server that recovers is alive, and must not be killed for it, but is not ready.
 *
 * Of a probe that takes too long the kubelet kills the first process alone: each ends its programs itself before.
 */
function probes({ version }: PostgresStatefulSetProps): {
  startupProbe: Probe;
  readinessProbe: Probe;
  livenessProbe: Probe;
} {
  // The program itself, before the image's wrapper of it in Perl: on a busy CPU that takes seconds.
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
    // An hour: patient where there is something to do, and quick where there is not, since it waits for an answer.
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
    // The runtime's own is 64 MiB, which parallel queries outgrow; it counts against the memory limit.
    {
      emptyDir: { medium: 'Memory', sizeLimit: resourcesOf(props.resources).memory.asString() },
      name: 'shared-memory',
    },
  ];
}

/** Of a sidecar that says nothing. */
const SIDECAR_RESOURCES = { cpuLimit: 0.1, cpuRequest: 0.01, ephemeralStorage: 64, memory: 64 };
