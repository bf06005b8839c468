import { setTimeout as sleep } from 'node:timers/promises';
import type { ChatClient } from './chat-client';
import { whenDone } from './cleanup';

/** Posts numbered messages until it is stopped, each number once, and notes what became of them. */
export class MessageWriter {
  readonly sent = new Set<string>();
  readonly acknowledged = new Set<string>();
  private readonly lanes: Promise<void>[] = [];
  private stopped = false;

  constructor(
    private readonly client: ChatClient,
    private readonly session: string,
  ) {}

  /** Several lanes, so that transactions are under way at any moment. */
  start(lanes = 4): void {
    whenDone(async () => await this.stop());
    for (let lane = 0; lane < lanes; lane++) this.lanes.push(this.write());
  }

  /** Until this many more have been acknowledged: the database takes writes again. */
  async hasWritten(more: number): Promise<void> {
    const goal = this.acknowledged.size + more;
    const deadline = performance.now() + 60_000;
    while (this.acknowledged.size < goal) {
      if (performance.now() > deadline) throw new Error('no message was acknowledged for a minute');
      await sleep(20);
    }
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.lanes);
  }

  private async write(): Promise<void> {
    while (!this.stopped) {
      const message = `message ${this.sent.size + 1}`;
      this.sent.add(message);
      await this.client.chat(this.session, message).then(
        () => this.acknowledged.add(message),
        () => sleep(50), // refused, lost or in doubt: it is not sent again
      );
    }
  }
}
