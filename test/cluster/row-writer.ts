import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { runAsBackend, SCRATCH } from './backend-pod';
import { whenDone } from './cleanup';
import type { Example } from './example';
import type { Namespace } from './namespace';

/** How a lane fared. */
interface Report {
  readonly what: 'acknowledged' | 'failed';
  readonly lane: number;
  /** Milliseconds since 1970, by the node's clock. */
  readonly at: number;
}

const POD = 'row-writer';
const RECORD = `${SCRATCH}/record`;
/** A container that ended again and again is started after five minutes only. */
const RESUMES_WITHIN_MS = 400_000;

/** Writes numbered rows from a pod beside the database, over the network, until the namespace goes. */
export class RowWriter {
  private readonly reports: Report[] = [];

  static async start(namespace: Namespace, example: Example, lanes = 4): Promise<RowWriter> {
    const program = await readFile(join(__dirname, 'row-writer.py'), 'utf8');
    await runAsBackend(namespace, example, POD, {
      image: 'localhost/pyapp:latest',
      command: ['python3', '-u', '/srv/program/row-writer.py', String(lanes), RECORD],
      files: { 'row-writer.py': program },
    });
    const writer = new RowWriter(namespace, lanes);
    writer.listen();
    await writer.steady();
    return writer;
  }

  private constructor(
    private readonly namespace: Namespace,
    private readonly lanes: number,
  ) {}

  /** Until every lane's rows are acknowledged. */
  async steady(): Promise<void> {
    await this.until(() => {
      const lately = this.reports.filter(({ at }) => at > Date.now() - 1_000);
      for (let lane = 0; lane < this.lanes; lane++) {
        if (lately.findLast((report) => report.lane === lane)?.what !== 'acknowledged') return undefined;
      }
      return true;
    });
  }

  /** When a row was acknowledged again in a lane where one failed, neither before `since`. */
  async resumed(since: number): Promise<number> {
    return await this.until(() => {
      const failed = new Set<number>();
      return this.reports
        .slice(this.firstSince(since))
        .find(({ what, lane }) => (what === 'failed' ? !failed.add(lane) : failed.has(lane)))?.at;
    });
  }

  /** When the first row failed since. */
  async failed(since: number): Promise<number> {
    return await this.first('failed', since);
  }

  /** When the first row was acknowledged since, whether one had failed or not. */
  async acknowledged(since: number): Promise<number> {
    return await this.first('acknowledged', since);
  }

  /** How many times a lane has failed since. */
  failures(since: number): number {
    return this.reports.filter(({ what, at }) => what === 'failed' && at >= since).length;
  }

  /** Runs a program in Python beside the writers, with their DATABASE_URL. */
  async runBeside(program: string, ...args: string[]): Promise<void> {
    await this.namespace.kubectl(['exec', POD, '--', 'python3', '-c', program, ...args]);
  }

  /** All that it ever sent, and what of it was acknowledged: `lane number` each. */
  async record(): Promise<{ sent: Set<string>; acknowledged: Set<string> }> {
    const { stdout } = await this.namespace.kubectl(['exec', POD, '--', 'cat', RECORD]);
    const sent = new Set<string>();
    const acknowledged = new Set<string>();
    for (const [, what, row] of stdout.matchAll(/^(sent|acknowledged) (\d+ \d+)$/gm)) {
      if (row !== undefined) (what === 'sent' ? sent : acknowledged).add(row);
    }
    return { sent, acknowledged };
  }

  private listen(): void {
    const args = ['--namespace', this.namespace.name, 'logs', '--follow', POD];
    const child = spawn('kubectl', args, { stdio: ['ignore', 'pipe', 'ignore'] });
    whenDone(async () => {
      if (child.exitCode !== null) return;
      child.kill();
      await once(child, 'exit');
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [, what, lane, at] = /^(acknowledged|failed) (\d+) (\d+)/.exec(line) ?? [];
      if (what === 'acknowledged' || what === 'failed') {
        this.reports.push({ what, lane: Number(lane), at: Number(at) });
      }
    });
  }

  private async first(wanted: Report['what'], since: number): Promise<number> {
    return await this.until(
      () => this.reports.slice(this.firstSince(since)).find(({ what }) => what === wanted)?.at,
    );
  }

  /** Reports come in the order of their time, but for a moment's difference between lanes. */
  private firstSince(since: number): number {
    const index = this.reports.findLastIndex(({ at }) => at < since);
    return index + 1;
  }

  private async until<Result>(look: () => Result | undefined): Promise<Result> {
    const deadline = performance.now() + RESUMES_WITHIN_MS;
    for (;;) {
      const result = look();
      if (result !== undefined) return result;
      if (performance.now() > deadline) {
        throw new Error(`the rows of ${this.namespace.name} are not acknowledged: ${this.latest()}`);
      }
      await sleep(20);
    }
  }

  private latest(): string {
    return JSON.stringify(this.reports.slice(-this.lanes));
  }
}
