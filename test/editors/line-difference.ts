/** The lines that two texts do not share, once what they begin and end with alike is taken away. */
export function lineDifference(before: string, after: string): { removed: string[]; added: string[] } {
  const removed = linesOf(before);
  const added = linesOf(after);
  while (removed.length > 0 && added.length > 0 && removed[0] === added[0]) {
    removed.shift();
    added.shift();
  }
  while (removed.length > 0 && added.length > 0 && removed.at(-1) === added.at(-1)) {
    removed.pop();
    added.pop();
  }
  return { removed, added };
}

/** Each with its line end. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
