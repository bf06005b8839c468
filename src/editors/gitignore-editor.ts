import ignore from 'ignore';
import type { Edited } from '../text/edited';

/** A .gitignore with a line for each pattern whose path it does not ignore yet; all that is there stays. */
export function ignorePaths(text: string, patterns: readonly string[]): Edited {
  const eol = /\r\n|\n/.exec(text)?.[0] ?? '\n';
  const rules = rulesOf(text);
  const missing = patterns
    .filter((pattern) => !rules.ignores(pattern.replace(/^\//, '')))
    .map((pattern) => `${pattern}${eol}`);
  if (missing.length === 0) return { text, warnings: [] };
  const isAtLineStart = /^\uFEFF?$|\n$/.test(text);
  return { text: `${text}${isAtLineStart ? '' : eol}${missing.join('')}`, warnings: [] };
}

/** Does a .gitignore say of a path below it that git is to see it, whatever those above say? */
export function takesBack(text: string, path: string): boolean {
  return rulesOf(text).test(path).unignored;
}

function rulesOf(text: string): ReturnType<typeof ignore> {
  return ignore({ ignorecase: false }).add(text.replace(/^\uFEFF/, ''));
}
