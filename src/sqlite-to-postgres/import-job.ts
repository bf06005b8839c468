import type { Size } from 'cdk8s';
import { jobSpec } from '../kubernetes/jobs';
import type { Container, JobSpec } from '../kubernetes/plain-types';
import { CONTAINER_SECURITY, hardenedContainer } from '../kubernetes/pod-security';
import { resourceRequirements } from '../kubernetes/resources';
import { mebibytes } from '../kubernetes/size';
import { clientPod, psqlContainer } from '../server/psql-client';
import type { ServerAccess } from '../server/server-access';
import type { SqliteSource } from './sqlite-source';

export interface ImportJobProps {
  readonly access: ServerAccess;
  /** Name of the ConfigMap with the program. */
  readonly configName: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly from: SqliteSource;
  readonly dryRun: boolean;
  readonly leaveBehind: readonly string[];
  readonly scratch: Size;
  /** An image with Python. */
  readonly image: string;
  /** The migration that must have been applied. Undefined: there are no migrations. */
  readonly awaited: string | undefined;
}

const PROGRAM = '/etc/sqlite-to-postgres';
/** The folder in which each container finds the results of the previous ones. */
const WORK = '/work';
const SOURCE = '/source';
/** The application has to be stopped for an import: a longer wait for a lock on its tables means that it is not. */
const LOCK_TIMEOUT = '1min';
/** Exit status of the reader, and of psql if a statement failed: another attempt would fail in the same way. */
const REFUSED = 3;

/** Reads the catalog of the database, then the SQLite file, and loads the file's rows unless something is refused. */
export function importJob(props: ImportJobProps): JobSpec {
  const { access, configName, dryRun, from, labels, scratch } = props;
  const catalog = psql(props, 'catalog', [
    'catalog.sh',
    ...(props.awaited === undefined ? [] : [props.awaited]),
  ]);
  const read = reader(props);
  const containers = dryRun ? [catalog, read] : [catalog, read, psql(props, 'load', ['load.sh'])];
  const template = clientPod(access, {
    containers: containers.slice(-1),
    initContainers: containers.slice(0, -1),
    labels,
    program: { configMap: { name: configName }, name: 'program' },
    volumes: [
      // Read-only here as well: otherwise the kubelet would change the group of the application's files.
      { name: 'source', persistentVolumeClaim: { claimName: from.props.claim, readOnly: true } },
      { emptyDir: { sizeLimit: `${mebibytes(scratch)}Mi` }, name: 'work' },
    ],
  });
  const rules = containers.map(({ name }) => ({
    action: 'FailJob',
    onExitCodes: { containerName: name, operator: 'In', values: [REFUSED] },
    // Required by the API of Kubernetes 1.28.
    onPodConditions: [],
  }));
  return jobSpec(template, { completions: 1, parallelism: 1, rules });
}

function psql(
  { access, scratch }: ImportJobProps,
  name: string,
  [script, ...args]: readonly string[],
): Container {
  return psqlContainer(access, LOCK_TIMEOUT, {
    command: ['/bin/sh', `${PROGRAM}/${script}`, ...args],
    name,
    resources: resources(scratch, 0.5, 128),
    terminationMessagePolicy: 'FallbackToLogsOnError',
    volumeMounts: MOUNTS,
    workingDir: WORK,
  });
}

function reader({ dryRun, from, image, leaveBehind, scratch }: ImportJobProps): Container {
  const { group, path, user } = from.props;
  return hardenedContainer({
    command: [
      'python3',
      PROGRAM,
      ...(dryRun ? ['--dry-run'] : ['--out', '.']),
      ...(from.kind === 'dump' ? ['--dump'] : []),
      ...leaveBehind.map((name) => `--leave=${name}`),
      `--room=${mebibytes(scratch)}`,
      '--catalog=catalog.json',
      `${SOURCE}/${path}`,
    ],
    env: [
      { name: 'PYTHONDONTWRITEBYTECODE', value: '1' },
      { name: 'PYTHONUNBUFFERED', value: '1' },
      { name: 'SQLITE_TMPDIR', value: WORK },
      { name: 'TMPDIR', value: WORK },
    ],
    image,
    name: 'read',
    resources: resources(scratch, 1, 256),
    securityContext: {
      ...CONTAINER_SECURITY,
      ...(group !== undefined && { runAsGroup: group }),
      ...(user !== undefined && { runAsUser: user }),
    },
    terminationMessagePolicy: 'FallbackToLogsOnError',
    volumeMounts: [...MOUNTS, { mountPath: SOURCE, name: 'source', readOnly: true }],
    workingDir: WORK,
  });
}

const MOUNTS = [
  { mountPath: PROGRAM, name: 'program', readOnly: true },
  { mountPath: WORK, name: 'work' },
];

function resources(scratch: Size, cpuLimit: number, memory: number): NonNullable<Container['resources']> {
  return resourceRequirements({
    cpuLimit,
    cpuRequest: 0.1,
    // The files in the scratch folder and the logs count towards the pod's ephemeral storage.
    ephemeralStorage: mebibytes(scratch) + 64,
    memory,
  });
}
