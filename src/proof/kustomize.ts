import { spawnSync } from 'node:child_process';
import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { ifReadable } from '../text/if-readable';

/** A program that builds a kustomization. */
export interface Kustomize {
  readonly file: string;
  /** Before the folder. */
  readonly args: readonly string[];
  /** Another program, or another version of it, has another one. */
  readonly identity: string;
}

/** What $KUSTOMIZE names, else `kustomize`, else `kubectl`. Undefined if there is none, or if KUSTOMIZE is empty. */
export function findKustomize(env: NodeJS.ProcessEnv = process.env): Kustomize | undefined {
  const given = env['KUSTOMIZE'];
  for (const name of given === undefined ? ['kustomize', 'kubectl'] : [given]) {
    const file = executable(name, env['PATH'] ?? '');
    if (file === undefined) continue;
    const isKubectl = /kubectl(\.exe)?$/.test(name);
    return { file, args: [isKubectl ? 'kustomize' : 'build'], identity: identityOf(file) };
  }
  return undefined;
}

/** Looked up without a shell. */
function executable(name: string, path: string): string | undefined {
  const names = process.platform === 'win32' ? [name, `${name}.exe`] : [name];
  const files = isAbsolute(name)
    ? names
    : path
        .split(delimiter)
        .flatMap((folder) => (isAbsolute(folder) ? names.map((one) => join(folder, one)) : []));
  return files.find((file) => ifReadable(() => isExecutable(file)) === true);
}

function isExecutable(file: string): boolean {
  accessSync(file, constants.X_OK);
  return statSync(file).isFile();
}

/** To ask for the version takes as long as a build. */
function identityOf(file: string): string {
  const real = realpathSync(file);
  const { mtimeMs, size } = statSync(real);
  return [real, size, mtimeMs].join(' ');
}

const TIME_LIMIT = 60_000;
const LARGEST_OUTPUT = 256 * 1024 * 1024;

/** What FOLDER builds; undefined if it cannot be built. HOME: an empty folder. */
export function build({ file, args }: Kustomize, folder: string, home: string): string | undefined {
  const { status, signal, stdout } = spawnSync(file, [...args, folder], {
    cwd: home,
    encoding: 'utf8',
    env: isolated(home),
    killSignal: 'SIGKILL',
    maxBuffer: LARGEST_OUTPUT,
    // Its errors quote the files, and so secrets.
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: TIME_LIMIT,
  });
  if (signal === 'SIGINT' || signal === 'SIGTERM') throw new Interrupted(signal);
  return status === 0 ? stdout : undefined;
}

/** The user ended the run: kustomize has got the signal, and this program gets it when its files are removed. */
export class Interrupted extends Error {
  constructor(readonly signal: NodeJS.Signals) {
    super(`kustomize was ended by ${signal}`);
  }
}

/**
 * A repository that one does not know must reach neither the network nor another program: kustomize gets no PATH in which
 * it would find git or a plugin, no settings, and a proxy that nobody is.
 */
function isolated(home: string): NodeJS.ProcessEnv {
  const proxy = 'http://127.0.0.1:9';
  return {
    GIT_ALLOW_PROTOCOL: 'none',
    HOME: home,
    HTTPS_PROXY: proxy,
    HTTP_PROXY: proxy,
    KUBECONFIG: join(home, 'none'),
    KUSTOMIZE_PLUGIN_HOME: home,
    PATH: home,
    TMPDIR: home,
    XDG_CONFIG_HOME: home,
    ...(process.platform === 'win32' && { SystemRoot: process.env['SystemRoot'], TEMP: home }),
  };
}
