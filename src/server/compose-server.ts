/** What the services of capabilities need to know of a server on a laptop. */
export interface ComposeServer {
  /** The service's name, which is the host name for other services. */
  readonly service: string;
  /** The server's image: its psql has the right version. */
  readonly image: string;
  /** Where that image expects the server's volume. */
  readonly mountPath: string;
  readonly port: number;
  readonly database: string;
  /** The application's role. */
  readonly user: string;
  /** CPU cores for a service that belongs to this server. */
  readonly cpus: number;
  /** The file with the password, relative to the compose file. */
  readonly envFile: string;
  /** The variable in it that holds the password. */
  readonly passwordVariable: string;
}

/** The user that PostgreSQL's image is made for, as in the pod. */
const USER = '999:999';

/** In microseconds, as the kubelet sets it. */
const PERIOD = 100_000;

/** Where a service finds the server's files, and where compose.sh puts the credentials. */
export const COMPOSE_PATHS = { config: '/etc/postgresql', credentials: '/run/secrets/database' };

/** The restrictions of a service: those of Pod Security's `restricted`. MEMORY: in MiB. */
export function hardenedService(memory: number, cpus: number): Record<string, unknown> {
  return {
    cap_drop: ['ALL'],
    // Not `cpus`: Docker refuses more than the machine has.
    cpu_period: PERIOD,
    cpu_quota: Math.round(cpus * PERIOD),
    mem_limit: `${memory}m`,
    read_only: true,
    security_opt: ['no-new-privileges:true'],
    user: USER,
  };
}

/** The environment of psql, and of compose.sh before it. SESSIONOPTIONS: PGOPTIONS. */
export function psqlEnvironment(server: ComposeServer, sessionOptions: string): Record<string, string> {
  return {
    PASSWORD_VARIABLE: server.passwordVariable,
    PGCHANNELBINDING: 'require',
    PGCONNECT_TIMEOUT: '5',
    PGDATABASE: server.database,
    PGHOST: server.service,
    PGOPTIONS: sessionOptions,
    PGPORT: String(server.port),
    PGSSLMODE: 'require',
    PGUSER: server.user,
    POSTGRES_USER: server.user,
  };
}

/** The files of a folder that services mount, by their paths relative to the compose file. */
export function composeFolder(folder: string, files: Readonly<Record<string, string>>): [string, string][] {
  // A checkout on Windows would convert the line endings of the scripts, and no shell accepts that.
  const all = { '.gitattributes': '* -text\n', ...files };
  return Object.entries(all).map(([name, content]) => [`compose/${folder}/${name}`, content]);
}

/** A mount of such a folder. */
export function readOnlyFolder(folder: string, target: string): string {
  return `./compose/${folder}:${target}:ro`;
}

/** A tmpfs for secrets, which must not be on a disk. */
export function secretsInMemory(path: string): string {
  const [uid, gid] = USER.split(':');
  return `${path}:mode=0700,uid=${uid ?? ''},gid=${gid ?? ''},size=1m`;
}
