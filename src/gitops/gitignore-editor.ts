import type { Edited } from './edited';

/** A .gitignore with a line for each pattern whose path it does not ignore yet; all that stands there stays. */
export function ignorePaths(text: string, patterns: readonly string[]): Edited {
  const eol = /\r\n|\n/.exec(text)?.[0] ?? '\n';
  const missing = patterns.filter((pattern) => !ignores(text, pattern)).map((pattern) => `${pattern}${eol}`);
  if (missing.length === 0) return { text, warnings: [] };
  const isAtLineStart = /^\uFEFF?$|\n$/.test(text);
  return { text: `${text}${isAtLineStart ? '' : eol}${missing.join('')}`, warnings: [] };
}

interface Rule {
  readonly ignored: boolean;
  /** Of a folder only. */
  readonly folder: boolean;
  readonly matches: RegExp;
}

/** As git reads it: the last line that is about the path counts, and what is in an ignored folder is ignored. */
function ignores(text: string, pattern: string): boolean {
  const rules = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .flatMap(ruleOf);
  const parts = pattern.replace(/^\/|\/$/g, '').split('/');
  return parts.some((_, index) => {
    const isFolder = index < parts.length - 1 || pattern.endsWith('/');
    const path = parts.slice(0, index + 1).join('/');
    const last = rules.findLast(({ folder, matches }) => (isFolder || !folder) && matches.test(path));
    return last?.ignored === true;
  });
}

function ruleOf(line: string): Rule[] {
  // Blanks at the end do not count, but for one that is escaped.
  const [, not = '', path = ''] = /^(!?)(.*?)(?<!\\)[ \t]*$/.exec(line) ?? [];
  const glob = path.replace(/\/$/, '');
  if (glob === '' || line.startsWith('#')) return [];
  try {
    return [{ ignored: not === '', folder: path.endsWith('/'), matches: expressionOf(glob) }];
  } catch {
    return []; // a bracket that git takes for nothing either
  }
}

/** A glob with a slash in it is about the one place, another about that name in any folder. */
function expressionOf(glob: string): RegExp {
  const isPlace = glob.includes('/');
  const source = glob
    .replace(/^\//, '')
    .replace(
      /\*\*\/|\/\*\*$|\*+|\?|\[(!|\^)?((?:\]|\\.|[^\]\\])(?:\\.|[^\]\\])*)\]|\\(.)|[^]/g,
      (token, not: string | undefined, characters: string | undefined, escaped: string | undefined) => {
        if (characters !== undefined) return `[${not === undefined ? '' : '^'}${characters}]`;
        return GLOB[token] ?? literal(escaped ?? token);
      },
    );
  return new RegExp(`^${isPlace ? '' : '(?:.*/)?'}${source}$`);
}

const GLOB: Readonly<Record<string, string>> = {
  '**/': '(?:.*/)?',
  '/**': '/.*',
  '*': '[^/]*',
  '**': '[^/]*',
  '?': '[^/]',
};

function literal(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
}
