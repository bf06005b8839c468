import { Refusal, type Notice } from './refusal';

/** Collects the problems of several steps, so that the user sees all of them at once. */
export class ProblemList {
  readonly problems: Notice[] = [];

  /** Returns the result of STEP. If STEP throws a Refusal, records its problems and returns undefined. */
  attempt<T>(step: () => T): T | undefined {
    try {
      return step();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.problems.push(...error.problems);
      return undefined;
    }
  }

  /** @throws Refusal with all recorded problems, if there are any. */
  stop(): void {
    if (this.problems.length > 0) throw new Refusal(this.problems);
  }
}
