import { SizeRoundingBehavior, type Size } from 'cdk8s';
import { psqlVariables } from '../server/psql-client';
import type { ServerAccess } from '../server/server-access';
import type { Container, JobSpec, Volume } from '../kubernetes/plain-types';
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
  const volumes: Volume[] = [
    { configMap: { name: configName }, name: 'program' },
    { name: 'credentials', secret: { defaultMode: 0o440, secretName: access.server.credentialsName } },
    // Read-only here as well: else the kubelet would change the group of the application's files.
    { name: 'source', persistentVolumeClaim: { claimName: from.props.claim, readOnly: true } },
    { emptyDir: { sizeLimit: `${mebibytes(scratch)}Mi` }, name: 'work' },
  ];
  return {
    backoffLimit: 2,
    completions: 1,
    parallelism: 1,
    podFailurePolicy: {
      rules: [
        { action: 'Ignore', onPodConditions: [{ status: 'True', type: 'DisruptionTarget' }] },
        ...containers.map(({ name }) => ({
          action: 'FailJob',
          onExitCodes: { containerName: name, operator: 'In', values: [REFUSED] },
          // The API of 1.28 asks for it.
          onPodConditions: [],
        })),
      ],
    },
    template: {
      metadata: { labels },
      spec: {
        automountServiceAccountToken: false,
        containers: containers.slice(-1),
        enableServiceLinks: false,
        initContainers: containers.slice(0, -1),
        restartPolicy: 'Never',
        ...access.pod,
        // A transaction that is cut short leaves nothing behind it: there is nothing to wait for.
        terminationGracePeriodSeconds: 5,
        volumes,
      },
    },
  };
}

function psql(
  { access, scratch }: ImportJobProps,
  name: string,
  [script, ...args]: readonly string[],
): Container {
  return {
    command: ['/bin/sh', `${PROGRAM}/${script}`, ...args],
    env: psqlVariables(access.server, LOCK_TIMEOUT),
    image: access.server.image,
    imagePullPolicy: 'IfNotPresent',
    name,
    resources: resources(scratch, { cpu: '500m', memory: '128Mi' }),
    ...access.container,
    terminationMessagePolicy: 'FallbackToLogsOnError',
    volumeMounts: [...MOUNTS, { mountPath: '/run/secrets/database', name: 'credentials', readOnly: true }],
    workingDir: WORK,
  };
}

function reader({ access, dryRun, from, image, leaveBehind, scratch }: ImportJobProps): Container {
  const { group, path, user } = from.props;
  return {
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
    imagePullPolicy: 'IfNotPresent',
    name: 'read',
    resources: resources(scratch, { cpu: '1', memory: '256Mi' }),
    securityContext: {
      ...access.container.securityContext,
      ...(group !== undefined && { runAsGroup: group }),
      ...(user !== undefined && { runAsUser: user }),
    },
    terminationMessagePolicy: 'FallbackToLogsOnError',
    volumeMounts: [...MOUNTS, { mountPath: SOURCE, name: 'source', readOnly: true }],
    workingDir: WORK,
  };
}

const MOUNTS = [
  { mountPath: PROGRAM, name: 'program', readOnly: true },
  { mountPath: WORK, name: 'work' },
];

function resources(
  scratch: Size,
  { cpu, memory }: { cpu: string; memory: string },
): NonNullable<Container['resources']> {
  // What is in the scratch folder counts for the pod, and the logs do.
  const storage = { 'ephemeral-storage': `${mebibytes(scratch) + 64}Mi` };
  return { limits: { cpu, ...storage, memory }, requests: { cpu: '100m', ...storage, memory } };
}

function mebibytes(size: Size): number {
  return size.toMebibytes({ rounding: SizeRoundingBehavior.FLOOR });
}
