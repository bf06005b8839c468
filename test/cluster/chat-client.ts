import { setTimeout as sleep } from 'node:timers/promises';

/** One question and its answer, as the backend keeps them. */
export interface ChatMessage {
  readonly id: number;
  readonly question: string;
  readonly answer: string;
  readonly context_used: string | null;
  readonly chat_type: string;
  readonly timestamp: string;
}

/** Speaks to the example's backend, as its page does. */
export class ChatClient {
  constructor(private readonly url: string) {}

  /** Resolves once the backend has acknowledged the message, and rejects when it has not. */
  async chat(session: string, question: string): Promise<void> {
    await this.call('/chat', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ session_id: session, question }),
    });
  }

  /** Asked until it is answered: a Service hears of a ready pod a moment later, and a dead connection takes its time. */
  async history(session: string): Promise<ChatMessage[]> {
    const deadline = performance.now() + 30_000;
    for (;;) {
      try {
        const response = await this.call(`/history?session_id=${encodeURIComponent(session)}`);
        return (await response.json()) as ChatMessage[];
      } catch (error) {
        if (performance.now() > deadline) throw error;
        await sleep(50);
      }
    }
  }

  async forget(session: string, apiKey: string): Promise<void> {
    await this.call(`/history?session_id=${encodeURIComponent(session)}`, {
      method: 'DELETE',
      headers: { 'x-api-key': apiKey },
    });
  }

  private async call(path: string, request: RequestInit = {}): Promise<Response> {
    const response = await fetch(this.url + path, { ...request, signal: AbortSignal.timeout(5_000) });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response;
  }
}
