import { printable } from './printable';
import type { ProblemCode } from './problem-code';

/** A problem or a warning for the user: what it is, where it is, and what to do about it. */
export interface Notice {
  /** Stable, kebab-case, for programs to match on. */
  readonly code: ProblemCode;
  /** The file, relative to the repository; or the construct's path, with its field: `database.storage.size`. */
  readonly path: string;
  /** What was found, what is allowed and what to do. Never contains a secret. */
  readonly message: string;
}

/** A notice as one line of text. */
export function noticeText({ code, path, message }: Notice): string {
  return printable(`${path}: ${message} (${code})`);
}

/** The input is invalid and nothing was written. Contains every problem found, not only the first. */
export class Refusal extends Error {
  readonly problems: readonly Notice[];

  constructor(problems: readonly Notice[]) {
    super(problems.map(noticeText).join('\n'));
    this.name = 'Refusal';
    this.problems = problems;
  }

  static of(code: ProblemCode, path: string, message: string): Refusal {
    return new Refusal([{ code, path, message }]);
  }
}
