import type { Splice } from './edited';
import { lineEndOf, lineIndexAt, linesOf } from './text-lines';

/** A `[…]` or `{…}` of the text: where it stands, and where its members do. */
export interface FlowCollection {
  readonly range: readonly [number, number];
  readonly members: readonly (readonly [number, number])[];
}

/** One member more at the end: on a line of its own where the others have theirs, else behind a comma. */
export function addToFlow(text: string, { range, members }: FlowCollection, member: string): Splice[] {
  const last = members.at(-1);
  if (last === undefined) return [intoEmpty(text, range, member)];
  const lines = linesOf(text);
  const lastLine = lines[lineIndexAt(lines, last[0])];
  const indent = lastLine && /^[ \t]*/.exec(lastLine.text)?.[0];
  const standsAlone = lastLine && indent !== undefined && lastLine.start + indent.length === last[0];
  const comma = /^[ \t]*,/.exec(text.slice(last[1]));
  if (!standsAlone || lastLine.end >= range[1]) return [insert(last[1], `, ${member}`)];
  const endLine = lines[lineIndexAt(lines, last[1])] ?? lastLine;
  const own = `${endLine.eol || lineEndOf(lines)}${indent}${member}`;
  if (comma) return [insert(endLine.end, `${own},`)];
  return [insert(last[1], ','), insert(endLine.end, own)];
}

function intoEmpty(text: string, [start, end]: readonly [number, number], member: string): Splice {
  const inner = text.slice(start + 1, end - 1);
  return insert(start + 1, /^[ \t]+$/.test(inner) ? ` ${member}` : member);
}

function insert(at: number, put: string): Splice {
  return { start: at, end: at, text: put };
}
