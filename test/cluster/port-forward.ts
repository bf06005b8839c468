import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { whenDone } from './cleanup';
import type { Namespace } from './namespace';

/** A port of this machine that leads into the cluster, until it is closed or the test file is done. */
export class PortForward {
  static async open(namespace: Namespace, target: string, port: number): Promise<PortForward> {
    const args = ['--namespace', namespace.name, 'port-forward', target, `:${port}`];
    const child = spawn('kubectl', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    for await (const line of createInterface({ input: child.stdout })) {
      const local = /^Forwarding from 127\.0\.0\.1:(\d+)/.exec(line)?.[1];
      if (local === undefined) continue;
      child.stdout.resume(); // it says a line a connection, and stands still where nobody reads them
      const forward = new PortForward(child, `http://127.0.0.1:${local}`);
      whenDone(async () => await forward.close());
      return forward;
    }
    throw new Error(`kubectl ${args.join(' ')} ended without forwarding`);
  }

  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  async close(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill();
    await once(this.child, 'exit');
  }
}
