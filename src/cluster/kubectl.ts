import { spawn } from 'node:child_process';
import { Refusal } from '../text/refusal';
import { systemErrorCode } from '../text/system-error';
import type {
  Cluster,
  ClusterLocation,
  ClusterObject,
  ExecOptions,
  LogOptions,
  RunningContainer,
} from './cluster';
import { kubectlRefusal } from './kubectl-refusal';

/** Of each request to the API server. */
const REQUEST_TIMEOUT = '--request-timeout=20s';
/** Of a whole command: kubectl tries an address that does not answer several times. */
const SECONDS = 60;

interface Ended {
  /** null: a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The cluster that kubectl finds, with the user's own kubeconfig and login. */
export class Kubectl implements Cluster {
  constructor(private readonly given: ClusterLocation = {}) {}

  async location(): Promise<ClusterLocation> {
    // It prints no certificate, key or token.
    const stdout = await this.run(['config', 'view', '--minify', '--output=json']).catch((error: unknown) => {
      // In a pod there is no kubeconfig: kubectl takes the pod's own account.
      if (this.given.context === undefined && process.env['KUBERNETES_SERVICE_HOST'] !== undefined)
        return '{}';
      throw error;
    });
    const view = JSON.parse(stdout) as KubeconfigView;
    const context = view['current-context'];
    const namespace = this.given.namespace ?? view.contexts?.[0]?.context?.namespace;
    return { ...(context && { context }), ...(namespace && { namespace }) };
  }

  async get(what: readonly string[], selector?: string): Promise<readonly ClusterObject[]> {
    const names = what.some((one) => one.includes('/')) ? what : [what.join(',')];
    const stdout = await this.run([
      ...['get', ...names, '--ignore-not-found', '--output=json', REQUEST_TIMEOUT],
      ...(selector === undefined ? [] : [`--selector=${selector}`]),
    ]);
    if (stdout.trim() === '') return [];
    const found = JSON.parse(stdout) as ClusterObject | ObjectList;
    return 'items' in found ? found.items : [found];
  }

  async exec(
    { pod, container }: RunningContainer,
    argv: readonly string[],
    { input, seconds = Infinity }: ExecOptions = {},
  ): Promise<string> {
    const stdin = input === undefined ? [] : ['--stdin'];
    return await this.run(['exec', ...stdin, pod, `--container=${container}`, '--', ...argv], input, seconds);
  }

  async logs({ pod, container }: RunningContainer, options: LogOptions = {}): Promise<string> {
    return await this.run([
      ...['logs', pod, `--container=${container}`, REQUEST_TIMEOUT],
      ...(options.tail === undefined ? [] : [`--tail=${options.tail}`]),
      ...(options.previous ? ['--previous'] : []),
    ]);
  }

  async apply(yaml: string): Promise<readonly string[]> {
    const stdout = await this.run(['apply', '--filename=-', REQUEST_TIMEOUT], yaml);
    return stdout.split('\n').filter((line) => line !== '');
  }

  /** @throws Refusal */
  private async run(args: readonly string[], input = '', seconds = SECONDS): Promise<string> {
    const { context, namespace } = this.given;
    const where = [
      ...(context === undefined ? [] : [`--context=${context}`]),
      ...(namespace === undefined ? [] : [`--namespace=${namespace}`]),
    ];
    const { status, stdout, stderr } = await kubectl([...where, ...args], input, seconds);
    if (status === 0) return stdout;
    throw kubectlRefusal(stderr);
  }
}

interface KubeconfigView {
  readonly 'current-context'?: string;
  readonly contexts?: readonly { readonly context?: { readonly namespace?: string } }[] | null;
}

interface ObjectList {
  readonly items: readonly ClusterObject[];
}

async function kubectl(args: readonly string[], input: string, seconds: number): Promise<Ended> {
  // Not by the option `timeout`, whose timer keeps this process alive where there is no kubectl.
  const signal = Number.isFinite(seconds) ? AbortSignal.timeout(seconds * 1000) : undefined;
  const child = spawn('kubectl', args, { env: process.env, killSignal: 'SIGKILL', signal });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  // It may end without reading: its exit status says why.
  child.stdin.on('error', () => undefined).end(input);
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', (error) => {
      if (signal?.aborted) reject(unanswered(seconds));
      else reject(systemErrorCode(error) === 'ENOENT' ? missing() : error);
    });
    child.on('close', resolve);
  });
  return { status, stdout, stderr };
}

function missing(): Refusal {
  const message = 'is not on the PATH, and this command asks the cluster by it; install kubectl';
  return Refusal.of('kubectl-missing', 'kubectl', message);
}

function unanswered(seconds: number): Refusal {
  const message = `gave no answer in ${seconds} seconds; check that "kubectl get pods" answers`;
  return Refusal.of('cluster-unreachable', 'kubectl', message);
}
