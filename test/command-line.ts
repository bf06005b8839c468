import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const PROGRAM = join(__dirname, '..', 'bin', 'cdk8s-database.js');

export interface Outcome {
  /** What it exited with; undefined where a signal ended it. */
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  /** @default - the root of the file system, where nothing of ours is */
  readonly directory?: string;
  /** Beside PATH. Without KUSTOMIZE, nothing is built. @default - nothing */
  readonly environment?: Readonly<Record<string, string>>;
  /** Runs as this user, where the tests run as root. @default - the tests' own */
  readonly user?: number;
  /** What it reads on stdin. @default - nothing */
  readonly input?: string;
}

/** Runs the program itself, as `npm run build` made it. */
export function run(parameters: readonly string[], surroundings: Surroundings = {}): Outcome {
  return execute(process.execPath, [PROGRAM, ...parameters], surroundings);
}

/** Runs any program in surroundings that hold nothing of the tests' own environment. */
export function execute(
  command: string,
  parameters: readonly string[],
  { directory = '/', environment = {}, user, input = '' }: Surroundings = {},
): Outcome {
  const { status, stdout, stderr, error } = spawnSync(command, parameters, {
    cwd: directory,
    encoding: 'utf8',
    env: { HOME: '/nonexistent', KUSTOMIZE: '', PATH: process.env['PATH'], ...environment },
    input,
    maxBuffer: 64 * 1024 * 1024,
    ...(user !== undefined && { uid: user, gid: user }),
  });
  if (error !== undefined) throw error;
  return { status: status ?? undefined, stdout, stderr };
}
