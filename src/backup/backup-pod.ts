import type { Size } from 'cdk8s';
import type { Container, PodTemplate, Volume } from '../kubernetes/plain-types';
import { hardenedContainer, hardenedPod } from '../kubernetes/pod-security';
import { resourceRequirements } from '../kubernetes/resources';
import { clientPod, CREDENTIALS_MOUNT, psqlContainer } from '../server/psql-client';
import type { ServerAccess } from '../server/server-access';
import type { BackupTarget } from './store/backup-store';
import { RESTIC_IMAGE, resticVariables, STORE_SECRETS, storeSecrets } from './store/restic';
import { storeClaimName } from './store/store-claim';

export interface StorePodProps {
  readonly access: ServerAccess;
  readonly labels: Readonly<Record<string, string>>;
  /** Of the ConfigMap with the programs. */
  readonly programName: string;
  readonly store: StoreOfPod;
  /** Of the program that works with the store. */
  readonly env: Readonly<Record<string, string>>;
}

export interface BackupPodProps extends StorePodProps {
  /** The program that works with the store. */
  readonly purpose: 'backup' | 'restore';
  /** The server's own roles that it logs in as. */
  readonly roles: readonly string[];
}

export interface DrillPodProps extends StorePodProps {
  /** The volume for the throw-away server. */
  readonly storage: { readonly size: Size; readonly storageClass?: string };
}

/** A store, and the name of the objects that are made for it. */
export interface StoreOfPod {
  readonly target: BackupTarget;
  readonly name: string;
}

export const PROGRAM = { mountPath: '/etc/backup', name: 'program', readOnly: true };
export const PASSWORDS = { mountPath: '/run/secrets/backup', name: 'passwords' };
export const WORK = { mountPath: '/work', name: 'work' };
const TOOLS = { mountPath: '/tools', name: 'tools' };
const FOLDER = { mountPath: '/store', name: 'store' };
const DRILL = { mountPath: '/drill', name: 'drill' };
/** Of each session. */
export const LOCK_TIMEOUT = '1min';
/** Logs, the counts of the tables, and restic's cache: no dump is ever written to the pod. */
const SCRATCH_MEBIBYTES = 512;

/**
 * A pod that works with the database and a store. For a backup, the first container alone gets the application's
 * password, and the one that works with the store that of a role that can only read.
 */
export function backupPod(props: BackupPodProps): PodTemplate {
  const { access, labels, programName, store } = props;
  return clientPod(access, {
    containers: [databaseContainer(props)],
    initContainers: [...toolsContainers(store), prepareContainer(props)],
    labels,
    program: programVolume(programName),
    volumes: [passwordsVolume(), ...storeVolumes(store)],
  });
}

/** A pod that works with a store alone, and has a server of its own. */
export function drillPod(props: DrillPodProps): PodTemplate {
  const { access, env, labels, programName, storage, store } = props;
  const drill = hardenedContainer({
    ...storeContainer('drill', 512),
    env: storeVariables(props, { ...env, APPLICATION_DATABASE: access.server.database }),
    image: access.server.image,
    volumeMounts: [PROGRAM, WORK, DRILL, ...storeMounts(store)],
  });
  return {
    metadata: { labels },
    spec: hardenedPod({
      ...access.pod,
      containers: [drill],
      ...(store.target.kind === 's3' && { initContainers: toolsContainers(store) }),
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 5,
      volumes: [programVolume(programName), ...storeVolumes(store), ephemeralVolume(DRILL.name, storage)],
    }),
  };
}

export function programVolume(name: string): Volume {
  return { configMap: { name }, name: PROGRAM.name };
}

/** What the first container derives, in memory. */
export function passwordsVolume(): Volume {
  return { emptyDir: { medium: 'Memory', sizeLimit: '1Mi' }, name: PASSWORDS.name };
}

/** A volume that lives as long as the pod. */
export function ephemeralVolume(name: string, { size, storageClass }: DrillPodProps['storage']): Volume {
  const spec = {
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage: size.asString() } },
    ...(storageClass !== undefined && { storageClassName: storageClass }),
  };
  return { ephemeral: { volumeClaimTemplate: { spec } }, name };
}

function storeVolumes({ name, target }: StoreOfPod): Volume[] {
  const claimName = storeClaimName(target, name);
  return [
    { emptyDir: {}, name: WORK.name },
    ...(target.kind === 's3' ? [{ emptyDir: {}, name: TOOLS.name }, storeSecrets(target)] : []),
    ...(claimName === undefined ? [] : [{ name: FOLDER.name, persistentVolumeClaim: { claimName } }]),
  ];
}

function storeMounts({ target }: StoreOfPod): NonNullable<Container['volumeMounts']> {
  return target.kind === 's3' ? [{ ...TOOLS, readOnly: true }, STORE_SECRETS] : [FOLDER];
}

/** restic is one file, so the server's image runs it, and a dump goes to the bucket without a stop on a disk. */
function toolsContainers({ target }: StoreOfPod): Container[] {
  if (target.kind !== 's3') return [];
  const tools = hardenedContainer({
    command: ['/bin/sh', `${PROGRAM.mountPath}/tools.sh`],
    image: RESTIC_IMAGE,
    name: 'tools',
    resources: resourceRequirements({ cpuLimit: 1, cpuRequest: 0.05, ephemeralStorage: 128, memory: 64 }),
    volumeMounts: [PROGRAM, TOOLS],
  });
  return [tools];
}

export function prepareContainer({ access, roles }: Pick<BackupPodProps, 'access' | 'roles'>): Container {
  return psqlContainer(access, LOCK_TIMEOUT, {
    command: ['/bin/sh', `${PROGRAM.mountPath}/prepare.sh`, ...roles],
    name: 'prepare',
    resources: resourceRequirements({ cpuLimit: 1, cpuRequest: 0.05, ephemeralStorage: 64, memory: 64 }),
    terminationMessagePolicy: 'FallbackToLogsOnError',
    volumeMounts: [PROGRAM, PASSWORDS],
  });
}

function databaseContainer(props: BackupPodProps): Container {
  const { access, env, purpose, store } = props;
  const memory = store.target.kind === 's3' ? 512 : 256;
  const { env: server = [], ...container } = psqlContainer(
    access,
    LOCK_TIMEOUT,
    storeContainer(purpose, memory),
  );
  return {
    ...container,
    env: [...server, ...storeVariables(props, env)],
    volumeMounts: [
      PROGRAM,
      { ...PASSWORDS, readOnly: true },
      // A restore works as the application's role.
      ...(purpose === 'restore' ? [CREDENTIALS_MOUNT] : []),
      WORK,
      ...storeMounts(store),
    ],
  };
}

export function storeContainer(
  name: string,
  memory: number,
): Pick<Container, 'command' | 'name' | 'resources' | 'workingDir'> {
  return {
    command: ['/bin/sh', `${PROGRAM.mountPath}/${name}.sh`],
    name,
    resources: resourceRequirements({
      cpuLimit: 1,
      cpuRequest: 0.1,
      ephemeralStorage: SCRATCH_MEBIBYTES,
      memory,
    }),
    workingDir: WORK.mountPath,
  };
}

function storeVariables(
  { access, store }: StorePodProps,
  env: Readonly<Record<string, string>>,
): NonNullable<Container['env']> {
  const { target } = store;
  const variables = {
    ...env,
    INSTANCE: access.instance,
    PROGRAM: PROGRAM.mountPath,
    ...(target.kind === 's3'
      ? { SSL_CERT_FILE: `${TOOLS.mountPath}/ca-certificates.crt`, STORE: 'restic' }
      : { STORE: 'folder', STORE_FOLDER: FOLDER.mountPath }),
  };
  return [
    ...Object.entries(variables).map(([name, value]) => ({ name, value })),
    ...(target.kind === 's3' ? resticVariables(target, access.instance, WORK.mountPath) : []),
  ];
}
