import { COMPOSE_LABEL } from '../../editors/compose/compose-editor';
import type { ComposePart } from '../../gitops/synth/compose-part';
import type { ServerSpec } from '../../server/engine';
import {
  COMPOSE_PATHS,
  composeFolder,
  hardenedService,
  readOnlyFolder,
  secretsInMemory,
  type ComposeServer,
} from '../../server/compose-server';
import type { Mapping } from '../../text/mapping';
import { Refusal, type Notice } from '../../text/refusal';
import { serverLimits } from '../configuration/server-limits';
import { filesOf } from '../plain/postgres-config';
import certificateScript from './compose-certificate.sh';
import entryScript from './compose.sh';

export interface ComposeDatabaseProps extends Pick<
  ComposeServer,
  'envFile' | 'passwordVariable' | 'service'
> {
  /** The port on `localhost` for programs outside of the containers. @default - none */
  readonly port?: number;
}

export type ComposeDatabase = Omit<ComposePart, 'name'>;

const PORT = 5432;
const CERTIFICATE_MEBIBYTES = 64;
const CERTIFICATE = '/run/secrets/tls';
const { config: CONFIG, credentials: CREDENTIALS } = COMPOSE_PATHS;

/**
 * A laptop's database as services of a compose file: with the cluster's image, configuration, roles and capabilities, and
 * started by the cluster's own scripts.
 */
export function composeDatabase(spec: ServerSpec, { port, ...props }: ComposeDatabaseProps): ComposeDatabase {
  const { service } = props;
  const limits = serverLimits(spec);
  const server: ComposeServer = {
    ...props,
    cpus: limits.cpus,
    database: spec.database,
    image: spec.version.image,
    mountPath: spec.version.mountPath,
    port: PORT,
    user: spec.user,
  };
  const contributions = spec.contributions();
  const added = contributions.compose.map((render) => render(server));
  const folder = composeFolder(service, {
    ...filesOf({
      ...spec.configuration,
      contributions: spec.contributions,
      database: spec.database,
      extensions: spec.extensions,
      limits,
      version: spec.version,
    }).files,
    ...contributions.files,
    'compose.sh': entryScript,
    'compose-certificate.sh': certificateScript,
  });
  const own: ComposeDatabase = {
    files: new Map(folder),
    services: {
      [service]: serverService(server, {
        dataDirectory: spec.version.dataDirectory,
        memory: limits.memory,
        port,
      }),
      [`${service}-certificate`]: certificateService(server),
    },
    volumes: { [volumeName(service)]: {} },
  };
  const parts = [own, ...added];
  refuseClashes(service, parts);
  // The image comes first, as is usual.
  const labelled = ({ image, ...one }: Mapping): Mapping => ({
    ...(image !== undefined && { image }),
    labels: COMPOSE_LABEL,
    ...one,
  });
  return {
    services: mapped(
      parts.map(({ services }) => services),
      (one) => literally(labelled(one)),
    ),
    volumes: mapped(
      parts.map(({ volumes }) => volumes),
      labelled,
    ),
    files: new Map(parts.flatMap(({ files }) => [...files])),
  };
}

/** @throws Refusal of a file outside of the folders that services mount, and of a name that is there already */
function refuseClashes(service: string, parts: readonly ComposeDatabase[]): void {
  const names = parts.flatMap(({ files, services, volumes }) => [
    ...Object.keys(services).map((name) => `service ${name}`),
    ...Object.keys(volumes).map((name) => `volume ${name}`),
    ...[...files.keys()].map((path) => `file ${path}`),
  ]);
  const twice = names.filter((name, index) => names.indexOf(name) < index);
  const outside = parts
    .flatMap(({ files }) => [...files.keys()])
    .filter((path) => !/^compose\/\w[\w.-]*\/\.?\w[\w.-]*$/.test(path));
  const problems = [
    ...twice.map((name): Notice => {
      const message = `a capability adds the ${name} to the compose file, which is there already; give it another name`;
      return { code: 'capability-conflict', path: service, message };
    }),
    ...outside.map((path): Notice => {
      const message = `a capability adds the file ${JSON.stringify(path)}; allowed: compose/FOLDER/FILE`;
      return { code: 'capability-invalid', path: service, message };
    }),
  ];
  if (problems.length > 0) throw new Refusal(problems);
}

function mapped(
  values: readonly Readonly<Record<string, Mapping>>[],
  each: (value: Mapping) => Mapping,
): Record<string, Mapping> {
  const entries = values.flatMap((one) => Object.entries(one));
  return Object.fromEntries(entries.map(([name, value]) => [name, each(value)]));
}

function serverService(
  { cpus, database, envFile, image, mountPath, passwordVariable, service, user }: ComposeServer,
  more: { readonly dataDirectory: string; readonly memory: number; readonly port: number | undefined },
): Mapping {
  return {
    image,
    ...hardenedService(more.memory, cpus),
    entrypoint: ['/bin/sh', `${CONFIG}/compose.sh`],
    command: ['/bin/sh', `${CONFIG}/start.sh`],
    depends_on: { [`${service}-certificate`]: { condition: 'service_completed_successfully' } },
    env_file: [envFile],
    // Overrides variables of the env_file, which are for programs outside of the containers.
    environment: {
      DATA_VOLUME: mountPath,
      PGDATA: more.dataDirectory,
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
    // Only on the loopback interface: other machines on the network must not try the laptop's password.
    ...(more.port !== undefined && { ports: [`127.0.0.1:${more.port}:${PORT}`] }),
    restart: 'unless-stopped',
    // Docker's default is 64 MiB, too small for parallel queries. It counts towards the memory limit.
    shm_size: `${more.memory}m`,
    // A fast shutdown; its last checkpoint may take minutes.
    stop_grace_period: '5m',
    stop_signal: 'SIGINT',
    tmpfs: [...[CERTIFICATE, CREDENTIALS].map(secretsInMemory), '/tmp', '/var/run/postgresql'],
    volumes: [`${volumeName(service)}:${mountPath}`, readOnlyFolder(service, CONFIG)],
  };
}

/** Runs once, before the server starts. */
function certificateService({ cpus, image, mountPath, service }: ComposeServer): Mapping {
  return {
    image,
    ...hardenedService(CERTIFICATE_MEBIBYTES, cpus),
    entrypoint: ['/bin/sh', `${CONFIG}/compose-certificate.sh`],
    environment: { DATA_VOLUME: mountPath },
    network_mode: 'none',
    tmpfs: [secretsInMemory(CERTIFICATE)],
    volumes: [`${volumeName(service)}:${mountPath}`, readOnlyFolder(service, CONFIG)],
  };
}

function volumeName(service: string): string {
  return `${service}-data`;
}

/** Escapes every `$`, after which Compose would expand a variable. */
function literally<Value>(value: Value): Value {
  if (typeof value === 'string') return value.replaceAll('$', '$$$$') as Value;
  if (Array.isArray(value)) return value.map((item: unknown) => literally(item)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, literally(item)])) as Value;
}
