import { COMPOSE_LABEL } from '../../editors/compose/compose-editor';
import type { ComposePart } from '../../gitops/synth/compose-part';
import certificateScript from './compose-certificate.sh';
import schemaScript from './compose-schema.sh';
import entryScript from './compose.sh';

export interface ComposeDatabaseProps {
  /** The service's name: the host under which other services of the file find the server, on 5432. */
  readonly service: string;
  /** The port of the machine on which programs outside of the containers find it. @default - none */
  readonly port?: number;
  /** The image that the server runs. */
  readonly image: string;
  /** Where that image wants the volume: what is there first is owned by the image's user. */
  readonly mountPath: string;
  /** PGDATA, on the volume. */
  readonly dataDirectory: string;
  readonly database: string;
  /** The application's role. */
  readonly user: string;
  /** What the cluster's ConfigMap of the server holds, byte by byte. */
  readonly files: Readonly<Record<string, string>>;
  /** In MiB. */
  readonly memory: number;
  /** In cores. */
  readonly cpus: number;
  /** The file with the password, relative to the compose file. */
  readonly envFile: string;
  /** The variable in it that is the password. */
  readonly passwordVariable: string;
  /** @default - none */
  readonly schema?: ComposeSchema;
}

/** The migrations, as a cluster's Job gets them. */
export interface ComposeSchema {
  /** What its ConfigMap holds. */
  readonly files: Readonly<Record<string, string>>;
  /** PGOPTIONS of its sessions. */
  readonly sessionOptions: string;
}

export type ComposeDatabase = Omit<ComposePart, 'name'>;

/** The user that PostgreSQL's image is made for, as in the pod. */
const USER = '999:999';
const PORT = 5432;
const CERTIFICATE_MEBIBYTES = 64;
const SCHEMA_MEBIBYTES = 128;

/** In microseconds, as the kubelet has it. */
const PERIOD = 100_000;

const CONFIG = '/etc/postgresql';
const SCHEMA = '/etc/schema';
const CREDENTIALS = '/run/secrets/database';
const CERTIFICATE = '/run/secrets/tls';

/**
 * The database of a laptop: the cluster's image, configuration, roles and migrations, started by the cluster's own
 * scripts, as services of a compose file.
 */
export function composeDatabase(props: ComposeDatabaseProps): ComposeDatabase {
  const { service, files, schema } = props;
  const folders = [
    inFolder(service, {
      ...files,
      ...(schema && { 'awaits-schema': '' }),
      'compose.sh': entryScript,
      'compose-certificate.sh': certificateScript,
      ...(schema && { 'compose-schema.sh': schemaScript }),
    }),
    ...(schema ? [inFolder(schemaName(service), schema.files)] : []),
  ];
  return {
    services: {
      [service]: literally(serverService(props)),
      [`${service}-certificate`]: literally(certificateService(props)),
      ...(schema && { [schemaName(service)]: literally(schemaService(props, schema)) }),
    },
    volumes: { [volumeName(service)]: { labels: COMPOSE_LABEL } },
    files: new Map(folders.flat()),
  };
}

function serverService(props: ComposeDatabaseProps): Record<string, unknown> {
  const {
    service,
    port,
    image,
    mountPath,
    dataDirectory,
    database,
    user,
    memory,
    cpus,
    envFile,
    passwordVariable,
  } = props;
  return {
    image,
    labels: COMPOSE_LABEL,
    ...container(memory, cpus),
    entrypoint: ['/bin/sh', `${CONFIG}/compose.sh`],
    command: ['/bin/sh', `${CONFIG}/start.sh`],
    depends_on: { [`${service}-certificate`]: { condition: 'service_completed_successfully' } },
    env_file: [envFile],
    // What the file above says for programs outside must not be what the server itself goes by.
    environment: {
      DATA_VOLUME: mountPath,
      PGDATA: dataDirectory,
      PGDATABASE: database,
      PGHOST: '/var/run/postgresql',
      PGPORT: String(PORT),
      PGUSER: user,
      PASSWORD_VARIABLE: passwordVariable,
      POSTGRES_USER: user,
    },
    healthcheck: {
      test: ['CMD', 'timeout', '--signal=KILL', '8', '/bin/sh', `${CONFIG}/ready.sh`],
      interval: '5s',
      retries: 3,
      start_period: '5m',
      timeout: '10s',
    },
    // Its password is one for a laptop: nobody else on the network is to try it.
    ...(port !== undefined && { ports: [`127.0.0.1:${port}:${PORT}`] }),
    restart: 'unless-stopped',
    // Docker's own is 64 MiB, which parallel queries outgrow; it counts against the memory limit.
    shm_size: mebibytes(memory),
    // A fast shutdown; its last checkpoint may take minutes.
    stop_grace_period: '5m',
    stop_signal: 'SIGINT',
    tmpfs: [...[CERTIFICATE, CREDENTIALS].map(secretsInMemory), '/tmp', '/var/run/postgresql'],
    volumes: [`${volumeName(service)}:${mountPath}`, readOnly(service, CONFIG)],
  };
}

/** Once, and before the server starts. */
function certificateService(props: ComposeDatabaseProps): Record<string, unknown> {
  const { service, image, mountPath, cpus } = props;
  return {
    image,
    labels: COMPOSE_LABEL,
    ...container(CERTIFICATE_MEBIBYTES, cpus),
    entrypoint: ['/bin/sh', `${CONFIG}/compose-certificate.sh`],
    environment: { DATA_VOLUME: mountPath },
    network_mode: 'none',
    tmpfs: [secretsInMemory(CERTIFICATE)],
    volumes: [`${volumeName(service)}:${mountPath}`, readOnly(service, CONFIG)],
  };
}

function schemaService(props: ComposeDatabaseProps, schema: ComposeSchema): Record<string, unknown> {
  const { service, image, mountPath, database, user, cpus, envFile, passwordVariable } = props;
  return {
    image,
    labels: COMPOSE_LABEL,
    ...container(SCHEMA_MEBIBYTES, cpus),
    entrypoint: ['/bin/sh', `${CONFIG}/compose.sh`],
    command: ['/bin/sh', `${CONFIG}/compose-schema.sh`],
    depends_on: { [service]: { condition: 'service_started' } },
    env_file: [envFile],
    environment: {
      PGCHANNELBINDING: 'require',
      PGCONNECT_TIMEOUT: '5',
      PGDATABASE: database,
      PGHOST: service,
      PGOPTIONS: schema.sessionOptions,
      PGPORT: String(PORT),
      PGSSLMODE: 'require',
      PGUSER: user,
      PASSWORD_VARIABLE: passwordVariable,
      POSTGRES_USER: user,
    },
    healthcheck: {
      test: ['CMD', 'test', '-f', '/tmp/applied'],
      interval: '5s',
      retries: 3,
      start_period: '1h',
      timeout: '5s',
    },
    stop_grace_period: '5s',
    // The image declares a volume there, of which each container would get a new one and leave it behind.
    tmpfs: [secretsInMemory(CREDENTIALS), '/tmp', mountPath],
    volumes: [readOnly(service, CONFIG), readOnly(schemaName(service), SCHEMA)],
  };
}

/** What each of them may, as in a pod under Pod Security's `restricted`. */
function container(memory: number, cpus: number): Record<string, unknown> {
  return {
    cap_drop: ['ALL'],
    // Not by `cpus`, of which Docker takes no more than the machine has.
    cpu_period: PERIOD,
    cpu_quota: Math.round(cpus * PERIOD),
    mem_limit: mebibytes(memory),
    read_only: true,
    security_opt: ['no-new-privileges:true'],
    user: USER,
  };
}

function inFolder(folder: string, files: Readonly<Record<string, string>>): [string, string][] {
  // A checkout on Windows would put line ends into the scripts that no shell takes.
  const all = { '.gitattributes': '* -text\n', ...files };
  return Object.entries(all).map(([name, content]) => [`compose/${folder}/${name}`, content]);
}

function readOnly(folder: string, target: string): string {
  return `./compose/${folder}:${target}:ro`;
}

function secretsInMemory(path: string): string {
  const [uid, gid] = USER.split(':');
  return `${path}:mode=0700,uid=${uid ?? ''},gid=${gid ?? ''},size=1m`;
}

function volumeName(service: string): string {
  return `${service}-data`;
}

function schemaName(service: string): string {
  return `${service}-schema`;
}

function mebibytes(memory: number): string {
  return `${memory}m`;
}

/** Compose fills in variables after a `$`, of which none is meant here. */
function literally<Value>(value: Value): Value {
  if (typeof value === 'string') return value.replaceAll('$', '$$$$') as Value;
  if (Array.isArray(value)) return value.map((item: unknown) => literally(item)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, literally(item)])) as Value;
}
