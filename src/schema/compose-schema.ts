import type { ComposePart } from '../gitops/synth/compose-part';
import {
  COMPOSE_PATHS,
  composeFolder,
  hardenedService,
  psqlEnvironment,
  readOnlyFolder,
  secretsInMemory,
  type ComposeServer,
} from '../server/compose-server';
import script from './compose-schema.sh';

const SCHEMA_MEBIBYTES = 128;
const { config: CONFIG, credentials: CREDENTIALS } = COMPOSE_PATHS;

/** The migrations on a laptop. FILES: those of a cluster's Job. SESSIONOPTIONS: PGOPTIONS of its sessions. */
export function composeSchema(
  server: ComposeServer,
  files: Readonly<Record<string, string>>,
  sessionOptions: string,
): Omit<ComposePart, 'name'> {
  const { service, image, mountPath, cpus, envFile } = server;
  const name = `${service}-schema`;
  const schema = {
    image,
    ...hardenedService(SCHEMA_MEBIBYTES, cpus),
    entrypoint: ['/bin/sh', `${CONFIG}/compose.sh`],
    command: ['/bin/sh', `${CONFIG}/compose-schema.sh`],
    depends_on: { [service]: { condition: 'service_started' } },
    env_file: [envFile],
    environment: psqlEnvironment(server, sessionOptions),
    healthcheck: {
      test: ['CMD', 'test', '-f', '/tmp/applied'],
      interval: '5s',
      retries: 3,
      start_period: '1h',
      timeout: '5s',
    },
    stop_grace_period: '5s',
    // The image declares a volume at MOUNTPATH: each container would create a new one and leave it behind.
    tmpfs: [secretsInMemory(CREDENTIALS), '/tmp', mountPath],
    volumes: [readOnlyFolder(service, CONFIG), readOnlyFolder(name, '/etc/schema')],
  };
  return {
    files: new Map([[`compose/${service}/compose-schema.sh`, script], ...composeFolder(name, files)]),
    services: { [name]: schema },
    volumes: {},
  };
}
