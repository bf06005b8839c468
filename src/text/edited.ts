import type { Notice } from './refusal';

/** A file's text after an edit, the same string where nothing had to change. */
export interface Edited {
  readonly text: string;
  readonly warnings: Notice[];
}

/** Put TEXT where the original holds what lies from START to END. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** All bytes outside of the splices stay as they are; splices do not overlap, those at one place keep their order. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  let done = '';
  let from = 0;
  for (const { start, end, text: put } of [...splices].sort((a, b) => a.start - b.start)) {
    done += text.slice(from, start) + put;
    from = end;
  }
  return done + text.slice(from);
}
