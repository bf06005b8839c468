import type { Size } from 'cdk8s';
import type { Container, PodSpec, PodTemplate } from '../../kubernetes/plain-types';
import { hardenedContainer } from '../../kubernetes/pod-security';
import { clientPod, CREDENTIALS_MOUNT, psqlContainer, sessionOptions } from '../../server/psql-client';
import type { ServerAccess } from '../../server/server-access';
import {
  ephemeralVolume,
  LOCK_TIMEOUT,
  PASSWORDS,
  passwordsVolume,
  prepareContainer,
  PROGRAM,
  programVolume,
  storeContainer,
  WORK,
} from '../backup-pod';
import { BASE_BACKUP_ROLE, RESTORE_ROLE } from '../backup-roles';

export interface WalPodProps {
  readonly access: ServerAccess;
  readonly labels: Readonly<Record<string, string>>;
  /** Of the ConfigMap with the programs. */
  readonly programName: string;
  /** Of the PVC with the archive. */
  readonly claimName: string;
  /** The snapshot that the server's volume began from. */
  readonly fromSnapshot?: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface RecoveryPodProps extends WalPodProps {
  readonly storage: { readonly size: Size; readonly storageClass?: string };
}

/** Where the server's container has it, and those of Jobs. */
export const ARCHIVE = { mountPath: '/archive', name: 'wal-archive' };
const RECOVERED = { mountPath: '/recovered', name: 'recovered' };
const MEMORY = 256;
/** With a server in it. */
const RECOVERY_MEMORY = 512;

/** A pod that copies the server into the archive. */
export function baseBackupPod(props: WalPodProps): PodTemplate {
  const copy = serverContainer(props, storeContainer('base-backup', MEMORY));
  return walPod(props, [BASE_BACKUP_ROLE.name], { containers: [copy] });
}

/**
 * A pod that recovers the database in a server of its own, and restores it beside the live one. Who recovers has no
 * password; who restores does not see the archive.
 */
export function recoveryPod(props: RecoveryPodProps): PodTemplate {
  const { access, env, storage } = props;
  const tail = serverContainer(props, storeContainer('tail', MEMORY));
  const recover = hardenedContainer({
    ...storeContainer('recover', RECOVERY_MEMORY),
    env: variables({
      ...env,
      ...common(props),
      PGDATABASE: access.server.database,
      PGOPTIONS: sessionOptions(access.server.major, LOCK_TIMEOUT),
      ...RECOVERED_STORE,
    }),
    image: access.server.image,
    volumeMounts: [PROGRAM, WORK, { ...ARCHIVE, readOnly: true }, RECOVERED],
  });
  const { env: server = [], ...restore } = psqlContainer(access, LOCK_TIMEOUT, {
    ...storeContainer('restore-recovered', MEMORY),
    name: 'restore',
  });
  return walPod(props, [BASE_BACKUP_ROLE.name, RESTORE_ROLE.name], {
    containers: [
      {
        ...restore,
        env: [...server, ...variables({ ...env, ...common(props), ...RECOVERED_STORE })],
        volumeMounts: [PROGRAM, { ...PASSWORDS, readOnly: true }, CREDENTIALS_MOUNT, WORK, RECOVERED],
      },
    ],
    initContainers: [
      { ...tail, volumeMounts: [...(tail.volumeMounts ?? []).map(readOnlyArchive), RECOVERED] },
      recover,
    ],
    volumes: [ephemeralVolume(RECOVERED.name, storage)],
  });
}

const RECOVERED_STORE = { STORE: 'folder', STORE_FOLDER: `${RECOVERED.mountPath}/store` };

type Mount = NonNullable<Container['volumeMounts']>[number];

function readOnlyArchive(mount: Mount): Mount {
  return mount.name === ARCHIVE.name ? { ...mount, readOnly: true } : mount;
}

function walPod(
  props: WalPodProps,
  roles: readonly string[],
  {
    containers,
    initContainers = [],
    volumes = [],
  }: Pick<PodSpec, 'containers' | 'initContainers' | 'volumes'>,
): PodTemplate {
  const { access, claimName, labels, programName } = props;
  return clientPod(access, {
    affinity: besideTheServer(access),
    containers,
    initContainers: [prepareContainer({ access, roles }), ...initContainers],
    labels,
    program: programVolume(programName),
    volumes: [
      passwordsVolume(),
      { emptyDir: {}, name: WORK.name },
      { name: ARCHIVE.name, persistentVolumeClaim: { claimName } },
      ...volumes,
    ],
  });
}

/** The server's pod mounts the archive as well, and most volumes are on one node at a time. */
function besideTheServer({ server }: ServerAccess): NonNullable<PodSpec['affinity']> {
  const term = { labelSelector: { matchLabels: server.labels }, topologyKey: 'kubernetes.io/hostname' };
  return { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
}

/** It logs in as the role that copies the server, and has the archive. */
function serverContainer(props: WalPodProps, fields: ReturnType<typeof storeContainer>): Container {
  const { env: server = [], ...container } = psqlContainer(props.access, LOCK_TIMEOUT, fields);
  const { STORE, STORE_FOLDER } = { STORE: 'folder', STORE_FOLDER: ARCHIVE.mountPath };
  return {
    ...container,
    env: [...server, ...variables({ ...props.env, ...common(props), STORE, STORE_FOLDER })],
    volumeMounts: [PROGRAM, { ...PASSWORDS, readOnly: true }, WORK, ARCHIVE],
  };
}

function common({ access, fromSnapshot }: WalPodProps): Record<string, string> {
  return {
    INSTANCE: access.instance,
    PROGRAM: PROGRAM.mountPath,
    ...(fromSnapshot !== undefined && { FROM_SNAPSHOT: fromSnapshot }),
  };
}

function variables(values: Readonly<Record<string, string>>): NonNullable<Container['env']> {
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}
