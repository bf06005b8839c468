import { Refusal, type Notice } from 'cdk8s-database';

/** The problems for which WORK is refused. */
export function refusalOf(work: () => unknown): readonly Notice[] {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal) return error.problems;
    throw error;
  }
  throw new Error('nothing was refused');
}
