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
import { serverLimits } from '../configuration/server-limits';
import { filesOf } from '../plain/postgres-config';
import certificateScript from './compose-certificate.sh';
import entryScript from './compose.sh';

export interface ComposeDatabaseProps extends Pick<
  ComposeServer,
  'envFile' | 'passwordVariable' | 'service'
> {
  /** The port of the machine on which programs outside of the containers find it. @default - none */
  readonly port?: number;
}

export type ComposeDatabase = Omit<ComposePart, 'name'>;

const PORT = 5432;
const CERTIFICATE_MEBIBYTES = 64;
const CERTIFICATE = '/run/secrets/tls';
const { config: CONFIG, credentials: CREDENTIALS } = COMPOSE_PATHS;

/**
 * The database of a laptop: the cluster's image, configuration, roles and capabilities, started by the cluster's own
 * scripts, as services of a compose file.
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
      extensions: spec.extensions,
      limits,
      version: spec.version,
    }).files,
    ...contributions.files,
    'compose.sh': entryScript,
    'compose-certificate.sh': certificateScript,
  });
  const services = {
    [service]: serverService(server, {
      dataDirectory: spec.version.dataDirectory,
      memory: limits.memory,
      port,
    }),
    [`${service}-certificate`]: certificateService(server),
    ...Object.assign({}, ...added.map((one) => one.services)),
  } as Record<string, Mapping>;
  const volumes = {
    [volumeName(service)]: {},
    ...Object.assign({}, ...added.map((one) => one.volumes)),
  } as Record<string, Mapping>;
  // The image first, as people write it.
  const labelled = ({ image, ...one }: Mapping): Mapping => ({
    ...(image !== undefined && { image }),
    labels: COMPOSE_LABEL,
    ...one,
  });
  return {
    services: mapped(services, (one) => literally(labelled(one))),
    volumes: mapped(volumes, labelled),
    files: new Map([...folder, ...added.flatMap(({ files }) => [...files])]),
  };
}

function mapped<T>(
  values: Readonly<Record<string, Mapping>>,
  each: (value: Mapping) => T,
): Record<string, T> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, each(value)]));
}

function serverService(
  { cpus, database, envFile, image, mountPath, passwordVariable, service, user }: ComposeServer,
  more: { readonly dataDirectory: string; readonly memory: number; readonly port: number | undefined },
): object {
  return {
    image,
    ...hardenedService(more.memory, cpus),
    entrypoint: ['/bin/sh', `${CONFIG}/compose.sh`],
    command: ['/bin/sh', `${CONFIG}/start.sh`],
    depends_on: { [`${service}-certificate`]: { condition: 'service_completed_successfully' } },
    env_file: [envFile],
    // What the file above says for programs outside must not be what the server itself goes by.
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
    // Its password is one for a laptop: nobody else on the network is to try it.
    ...(more.port !== undefined && { ports: [`127.0.0.1:${more.port}:${PORT}`] }),
    restart: 'unless-stopped',
    // Docker's own is 64 MiB, which parallel queries outgrow; it counts against the memory limit.
    shm_size: `${more.memory}m`,
    // A fast shutdown; its last checkpoint may take minutes.
    stop_grace_period: '5m',
    stop_signal: 'SIGINT',
    tmpfs: [...[CERTIFICATE, CREDENTIALS].map(secretsInMemory), '/tmp', '/var/run/postgresql'],
    volumes: [`${volumeName(service)}:${mountPath}`, readOnlyFolder(service, CONFIG)],
  };
}

/** Once, and before the server starts. */
function certificateService({ cpus, image, mountPath, service }: ComposeServer): object {
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

/** Compose fills in variables after a `$`, of which none is meant here. */
function literally<Value>(value: Value): Value {
  if (typeof value === 'string') return value.replaceAll('$', '$$$$') as Value;
  if (Array.isArray(value)) return value.map((item: unknown) => literally(item)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, literally(item)])) as Value;
}
