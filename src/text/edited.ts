import type { Notice } from './refusal';

/** A file's text after an edit; the same string if nothing had to change. */
export interface Edited {
  readonly text: string;
  readonly warnings: Notice[];
}

/** Replaces the original text from START to END by TEXT. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** All bytes outside of the splices stay unchanged. Splices must not overlap; splices at one offset keep their order. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  let done = '';
  let from = 0;
  for (const { start, end, text: put } of [...splices].sort((a, b) => a.start - b.start)) {
    done += text.slice(from, start) + put;
    from = end;
  }
  return done + text.slice(from);
}
