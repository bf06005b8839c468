/** A laptop's server, as the services of its capabilities see it. */
export interface ComposeServer {
  /** The service's name: the host under which other services find the server. */
  readonly service: string;
  /** The image that the server runs: its psql fits. */
  readonly image: string;
  /** Where that image wants the server's volume. */
  readonly mountPath: string;
  readonly port: number;
  readonly database: string;
  /** The application's role. */
  readonly user: string;
  /** CPU cores of a service that works for this server. */
  readonly cpus: number;
  /** The file with the password, relative to the compose file. */
  readonly envFile: string;
  /** The variable in it that is the password. */
  readonly passwordVariable: string;
}

/** The user that PostgreSQL's image is made for, as in the pod. */
const USER = '999:999';

/** In microseconds, as the kubelet has it. */
const PERIOD = 100_000;

/** Where a service finds the server's files, and where compose.sh puts the credentials. */
export const COMPOSE_PATHS = { config: '/etc/postgresql', credentials: '/run/secrets/database' };

/** What a service may, as in a pod under Pod Security's `restricted`. MEMORY: in MiB. */
export function hardenedService(memory: number, cpus: number): Record<string, unknown> {
  return {
    cap_drop: ['ALL'],
    // Not by `cpus`, of which Docker takes no more than the machine has.
    cpu_period: PERIOD,
    cpu_quota: Math.round(cpus * PERIOD),
    mem_limit: `${memory}m`,
    read_only: true,
    security_opt: ['no-new-privileges:true'],
    user: USER,
  };
}

/** A folder that services mount: its files by their paths, relative to the compose file. */
export function composeFolder(folder: string, files: Readonly<Record<string, string>>): [string, string][] {
  // A checkout on Windows would put line ends into the scripts that no shell takes.
  const all = { '.gitattributes': '* -text\n', ...files };
  return Object.entries(all).map(([name, content]) => [`compose/${folder}/${name}`, content]);
}

/** A mount of such a folder. */
export function readOnlyFolder(folder: string, target: string): string {
  return `./compose/${folder}:${target}:ro`;
}

/** A tmpfs for what must not be on a disk. */
export function secretsInMemory(path: string): string {
  const [uid, gid] = USER.split(':');
  return `${path}:mode=0700,uid=${uid ?? ''},gid=${gid ?? ''},size=1m`;
}
