import type { ComposePart } from '../../gitops/synth/compose-part';
import {
  COMPOSE_PATHS,
  composeFolder,
  hardenedService,
  psqlEnvironment,
  readOnlyFolder,
  secretsInMemory,
  type ComposeServer,
} from '../../server/compose-server';
import type { Mapping } from '../../text/mapping';
import { BACKUP_PROGRAM } from '../backup-program';
import script from './compose-backup.sh';

const MEBIBYTES = 256;
const PROGRAM = '/etc/backup';
const PASSWORDS = '/run/secrets/backup';
const WORK = '/work';
const { config: CONFIG, credentials: CREDENTIALS } = COMPOSE_PATHS;

/**
 * Backups on a laptop, and their restore: services that "docker compose run" starts and "up" does not. ENV: of a
 * cluster's backup. SESSIONOPTIONS: PGOPTIONS of their sessions.
 */
export function composeBackup(
  server: ComposeServer,
  env: Readonly<Record<string, string>>,
  sessionOptions: string,
): Omit<ComposePart, 'name'> {
  const { service } = server;
  const folder = `${service}-backup`;
  const runs = (purpose: 'backup' | 'restore'): Mapping => ({
    image: server.image,
    ...hardenedService(MEBIBYTES, server.cpus),
    // The last words are before the options that a person gives.
    entrypoint: ['/bin/sh', `${CONFIG}/compose.sh`, '/bin/sh', `${PROGRAM}/compose-backup.sh`, purpose],
    command: [],
    depends_on: { [service]: { condition: 'service_healthy' } },
    env_file: [server.envFile],
    environment: {
      ...env,
      ...psqlEnvironment(server, sessionOptions),
      INSTANCE: service,
      PROGRAM,
      RESULT: `${WORK}/result`,
      STORE: 'folder',
      STORE_FOLDER: server.mountPath,
    },
    profiles: ['backup'],
    stop_grace_period: '5s',
    tmpfs: [...[CREDENTIALS, PASSWORDS].map(secretsInMemory), '/tmp', WORK],
    // The image's own folder for data: a new volume there belongs to the user that PostgreSQL runs as.
    volumes: [
      `${folder}s:${server.mountPath}`,
      readOnlyFolder(service, CONFIG),
      readOnlyFolder(folder, PROGRAM),
    ],
  });
  const files = { ...BACKUP_PROGRAM, 'compose-backup.sh': script };
  return {
    files: new Map(composeFolder(folder, files)),
    services: { [folder]: runs('backup'), [`${service}-restore`]: runs('restore') },
    volumes: { [`${folder}s`]: {} },
  };
}
