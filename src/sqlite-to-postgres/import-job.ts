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
  /** Of the ConfigMap with the program. */
  readonly configName: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly from: SqliteSource;
  readonly dryRun: boolean;
  readonly leaveBehind: readonly string[];
  readonly scratch: Size;
  /** With Python. */
  readonly image: string;
  /** The migration that has to be in the database; undefined: there is none. */
  readonly awaited: string | undefined;
}

const PROGRAM = '/etc/sqlite-to-postgres';
/** Where each container finds what the one before it has found out. */
const WORK = '/work';
const SOURCE = '/source';
/** What a user's tables are at work on, which has to be stopped, is not waited for any longer. */
const LOCK_TIMEOUT = '1min';
/** Of the reader, and of psql where a statement failed: another try would end the same way. */
const REFUSED = 3;

/** What is in the database; what is in the file; and, where nothing is refused, the one into the other. */
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
      // Read-only here as well: else the kubelet would change the group of the application's files.
      { name: 'source', persistentVolumeClaim: { claimName: from.props.claim, readOnly: true } },
      { emptyDir: { sizeLimit: `${mebibytes(scratch)}Mi` }, name: 'work' },
    ],
  });
  const rules = containers.map(({ name }) => ({
    action: 'FailJob',
    onExitCodes: { containerName: name, operator: 'In', values: [REFUSED] },
    // The API of 1.28 asks for it.
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
    // What is in the scratch folder counts for the pod, and the logs do.
    ephemeralStorage: mebibytes(scratch) + 64,
    memory,
  });
}
