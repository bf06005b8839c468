import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port';
import { postgresBinaries, UNPRIVILEGED } from './binaries';

export interface PostgresOptions {
  /** Lines for the end of postgresql.conf, for example `log_statement = all`. @default none */
  readonly configuration?: readonly string[];
  /**
   * Files in the data directory, by name: a certificate, or `pg_hba.conf` in place of the one that initdb writes,
   * which asks everybody for a password by scram-sha-256. Mode 0600. @default none
   */
  readonly files?: Readonly<Record<string, string>>;
}

/** A PostgreSQL of one test file's own, on a free port of 127.0.0.1. */
export interface PostgresServer {
  readonly host: '127.0.0.1';
  readonly port: number;
  readonly superuser: { readonly user: string; readonly password: string };
  /** What pg's Client takes: the superuser in the database `postgres`. */
  readonly connection: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly password: string;
    readonly database: string;
  };
  /** The folder with initdb, pg_ctl and postgres. */
  readonly binaries: string;
  readonly dataDirectory: string;
  /** The folder with the socket. */
  readonly socketDirectory: string;
  /** What the server has written to its log so far. */
  readonly log: () => string;
  /** Ends it by a fast shutdown and removes its files. */
  stop(): Promise<void>;
}

const SUPERUSER = 'postgres';
/** Another program may take the port between our asking for it and the server's start. */
const ATTEMPTS = 5;

/** Takes about two seconds, most of them initdb's. */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-database-server-'));
  own(folder);
  try {
    const password = randomBytes(12).toString('hex');
    const dataDirectory = await initialise(folder, password, options);
    for (let attempt = 1; ; attempt += 1) {
      const port = await freePort();
      const server = await launch(dataDirectory, folder, port);
      if (server.isReady) return describe(server, { dataDirectory, folder, password, port });
      if (attempt === ATTEMPTS || !server.log().includes('Address already in use')) {
        throw new Error(`PostgreSQL did not start:\n${server.log()}`);
      }
    }
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

async function initialise(folder: string, password: string, options: PostgresOptions): Promise<string> {
  const dataDirectory = join(folder, 'data');
  const passwordFile = join(folder, 'password');
  writeOwned(passwordFile, password);
  const args = ['-D', dataDirectory, '-U', SUPERUSER, '--pwfile', passwordFile, '--auth=scram-sha-256'];
  await promisify(execFile)(
    join(postgresBinaries(), 'initdb'),
    [...args, '--encoding=UTF8', '--locale=C', '--no-sync'],
    { ...UNPRIVILEGED, cwd: folder },
  );
  for (const [name, text] of Object.entries(options.files ?? {})) writeOwned(join(dataDirectory, name), text);
  const configuration = ['fsync = off', ...(options.configuration ?? [])];
  writeFileSync(join(dataDirectory, 'postgresql.conf'), `\n${configuration.join('\n')}\n`, { flag: 'a' });
  return dataDirectory;
}

interface Launched {
  readonly child: ChildProcess;
  readonly isReady: boolean;
  readonly log: () => string;
}

async function launch(dataDirectory: string, folder: string, port: number): Promise<Launched> {
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
    'logging_collector=off',
    'log_destination=stderr',
  ];
  const child = spawn(
    join(postgresBinaries(), 'postgres'),
    ['-D', dataDirectory, ...settings.flatMap((setting) => ['-c', setting])],
    {
      ...UNPRIVILEGED,
      cwd: folder,
      env: { ...process.env, LC_ALL: 'C' },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let log = '';
  const isReady = await new Promise<boolean>((resolve) => {
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      log += chunk;
      if (log.includes('ready to accept connections')) resolve(true);
    });
    child.once('error', (error) => {
      log += String(error);
      resolve(false);
    });
    child.once('exit', () => resolve(false));
  });
  return { child, isReady, log: () => log };
}

function describe(
  { child, log }: Launched,
  at: { dataDirectory: string; folder: string; password: string; port: number },
): PostgresServer {
  // A test run that is ended in the middle leaves no server behind.
  const end = (): void => void child.kill('SIGQUIT');
  process.once('exit', end);
  return {
    host: '127.0.0.1',
    port: at.port,
    superuser: { user: SUPERUSER, password: at.password },
    connection: {
      host: '127.0.0.1',
      port: at.port,
      user: SUPERUSER,
      password: at.password,
      database: 'postgres',
    },
    binaries: postgresBinaries(),
    dataDirectory: at.dataDirectory,
    socketDirectory: at.folder,
    log,
    stop: async () => {
      process.removeListener('exit', end);
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGINT');
        await once(child, 'exit');
      }
      rmSync(at.folder, { recursive: true, force: true });
    },
  };
}

function writeOwned(file: string, text: string): void {
  writeFileSync(file, text, { mode: 0o600 });
  own(file);
}

function own(path: string): void {
  const { uid, gid } = UNPRIVILEGED;
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
}
