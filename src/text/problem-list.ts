import { Refusal, type Notice } from './refusal';

/** Everything that is wrong, gathered step by step, so that a user sees it all at once. */
export class ProblemList {
  readonly problems: Notice[] = [];

  /** What STEP yields; undefined where it was refused, which is noted. */
  attempt<T>(step: () => T): T | undefined {
    try {
      return step();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.problems.push(...error.problems);
      return undefined;
    }
  }

  /** @throws Refusal with all that was noted, if anything was. */
  stop(): void {
    if (this.problems.length > 0) throw new Refusal(this.problems);
  }
}
