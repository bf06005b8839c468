import { setTimeout as sleep } from 'node:timers/promises';
import type { DiskFiller } from './disk-filler';
import type { NodeShell } from './node-shell';
import type { OwnDatabase } from './own-database';
import type { RowWriter } from './row-writer';
import { Server, type Pod } from './server';

/** What is done to a database that is in use. */
export const FAULTS = [
  'pod deleted',
  'pod deleted by force',
  'postmaster killed',
  'memory exhausted',
  'disk full',
  'disk full of WAL',
  'stalled',
  'starved',
] as const;
export type Fault = (typeof FAULTS)[number];

/** Above the limit of any container here, and below the gigabyte that PostgreSQL itself refuses. */
const TOO_MUCH_MEMORY = "select length(repeat('x', 1000000000))";
/** Not a row of it is kept; the log it is written to grows until it cannot. */
const MUCH_WAL = `do $$ begin
  loop perform pg_logical_emit_message(false, 'flood', repeat('x', 1000000)); end loop;
end $$`;

/** Longer than the time-out of any probe, and shorter than what liveness forgives. */
const STALL_MS = 12_000;
/** As many clients for the CPU as 40 would be for a fifth of a core. */
const STARVED_CPU = '60m';
const BUSY_CLIENTS = 12;
const STARVE_SECONDS = 40;

/** Of a container that ended again and again the kubelet waits up to five minutes with the next start. */
const HAPPENS_WITHIN_MS = 400_000;

/** Brings one fault after the other over a database, makes sure of each that it did happen, and waits for the end. */
export class Saboteur {
  private readonly server: Server;

  constructor(
    private readonly database: OwnDatabase,
    private readonly writer: RowWriter,
    private readonly filler: DiskFiller,
    private readonly node: NodeShell,
    /** A program that keeps the server's CPU busy. */
    private readonly clients: string,
  ) {
    this.server = new Server(database.namespace);
  }

  /**
   * Milliseconds from the fault to the first row that is acknowledged. Of memory the fault is its end, which the
   * writers tell; of a disk it is when there is room again, since until then there is nothing to come back to.
   */
  async inject(fault: Fault): Promise<number> {
    await this.writer.steady();
    const start = Date.now();
    switch (fault) {
      case 'pod deleted':
        await this.database.pod.replace('normally');
        break;
      case 'pod deleted by force':
        await this.database.pod.replace('by force');
        break;
      case 'postmaster killed':
        await this.killPostmaster();
        break;
      case 'memory exhausted':
        await this.exhaustMemory(start);
        return (await this.writer.resumed(start)) - (await this.writer.failed(start));
      case 'disk full':
      case 'disk full of WAL': {
        const freed = await this.fillDisk(start, fault === 'disk full of WAL');
        return (await this.writer.acknowledged(freed)) - freed;
      }
      case 'stalled':
        return await this.outlive(() => this.stall());
      case 'starved':
        return await this.outlive(() => this.starve());
    }
    return (await this.writer.resumed(start)) - start;
  }

  /**
   * A fault that costs time alone: no session ends, and the server does not recover from a crash, which would empty a
   * table that is not logged. Milliseconds from its end to the first row.
   */
  async outlive(fault: () => Promise<void>): Promise<number> {
    const { pod } = this.database;
    const start = Date.now();
    const unlogged = 'create unlogged table if not exists public.unlogged (number int)';
    await pod.sql(`${unlogged}; truncate public.unlogged; insert into public.unlogged values (1)`);
    const before = await this.server.pod();
    await fault();
    const end = Date.now();
    const milliseconds = (await this.writer.acknowledged(end)) - end;
    const after = await this.server.pod();
    const lost = {
      containers: after.metadata.uid !== before.metadata.uid || restarts(after) !== restarts(before),
      rows: (await pod.sql('select number from public.unlogged')) !== '1',
      sessions: this.writer.failures(start) > 0,
    };
    if (Object.values(lost).some((each) => each)) {
      throw new Error(
        `lost, and should not have been: ${JSON.stringify(lost)}\n${await this.server.logSince(start)}`,
      );
    }
    return milliseconds;
  }

  private async killPostmaster(): Promise<void> {
    const before = await this.server.pod();
    await this.node.signal(before.metadata.uid, 'SIGKILL', 'postmaster');
    await this.until('its container was started anew', async () => {
      const after = await this.server.pod();
      return after.metadata.uid === before.metadata.uid && restarts(after) !== restarts(before);
    });
  }

  private async exhaustMemory(start: number): Promise<void> {
    const kills = await this.server.memoryKills();
    await this.fails(TOO_MUCH_MEMORY);
    await this.writer.resumed(start);
    const { status } = await this.server.pod();
    const { terminated } = status.containerStatuses[0]?.lastState ?? {};
    const isEnded = terminated?.reason === 'OOMKilled' && Date.parse(terminated.finishedAt) >= start - 1_000;
    if (!isEnded && !((await this.server.memoryKills()) > kills)) {
      throw new Error('a query took more memory than there is, and the kernel ended nothing');
    }
  }

  /** Returns when there was room again. */
  private async fillDisk(start: number, alsoWal: boolean): Promise<number> {
    try {
      await this.filler.fill();
      // Rows that find no room are refused; a log that finds none ends the server, and may keep it from starting.
      if (alsoWal) await this.fails(MUCH_WAL);
      await this.writer.failed(start);
      await this.until('its log says that there is no room', async () => {
        if ((await this.server.logSince(start)).includes('No space left on device')) return true;
        await this.filler.fill(); // what a checkpoint has given back
        return false;
      });
    } finally {
      await this.filler.free();
    }
    return Date.now();
  }

  /** As when the storage, or the machine below the node, does not answer. */
  private async stall(): Promise<void> {
    const { uid } = (await this.server.pod()).metadata;
    await this.node.signal(uid, 'SIGSTOP', 'all');
    await sleep(STALL_MS);
    await this.node.signal(uid, 'SIGCONT', 'all');
  }

  private async starve(): Promise<void> {
    await this.server.limitCpu(STARVED_CPU);
    await this.writer.runBeside(this.clients, String(BUSY_CLIENTS), String(STARVE_SECONDS));
    await this.server.limitCpu('1');
  }

  /** The statement takes its own connection with it. */
  private async fails(statement: string): Promise<void> {
    const outcome = await this.database.pod.sql(statement).then(
      (result) => `returned ${result}`,
      () => undefined,
    );
    if (outcome !== undefined)
      throw new Error(`${statement} ${outcome}, and should have brought the server down`);
  }

  private async until(what: string, look: () => Promise<boolean>): Promise<void> {
    const deadline = performance.now() + HAPPENS_WITHIN_MS;
    while (!(await look())) {
      if (performance.now() > deadline) {
        await this.database.namespace.explained(Promise.reject(new Error(`waited in vain until ${what}`)));
      }
      await sleep(50);
    }
  }
}

function restarts({ status }: Pod): number | undefined {
  return status.containerStatuses[0]?.restartCount;
}
