import { printable } from './printable';

/** One thing that a user should know: what is wrong or worth a look, where, and what to do about it. */
export interface Notice {
  /** Stable, kebab-case, for programs to match on. */
  readonly code: string;
  /** The file, relative to the repository, or the construct's path. */
  readonly path: string;
  /** What was found, what is allowed and what to do; never holds a secret. */
  readonly message: string;
}

/** One line of it. */
export function noticeText({ code, path, message }: Notice): string {
  return printable(`${path}: ${message} (${code})`);
}

/** The work cannot be done as asked: nothing was written. Carries every problem found, not only the first. */
export class Refusal extends Error {
  readonly problems: readonly Notice[];

  constructor(problems: readonly Notice[]) {
    super(problems.map(noticeText).join('\n'));
    this.name = 'Refusal';
    this.problems = problems;
  }

  static of(code: string, path: string, message: string): Refusal {
    return new Refusal([{ code, path, message }]);
  }
}
