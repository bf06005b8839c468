import ignore, { type Ignore } from 'ignore';
import { join, posix, relative } from 'node:path';
import { readRegularFile } from './regular-file';
import { workTreeOf } from './git-index';
import { ifReadable } from '../../text/if-readable';
import { toPosix } from '../../text/paths';

/**
 * True if a .gitignore of the repository ignores the path. What one person's machine ignores by itself
 * (`.git/info/exclude`, `core.excludesFile`) does not count: the same commit must give the same files everywhere.
 */
export function isIgnored(root: string, path: string): boolean {
  const top = workTreeOf(root);
  const full = posix.normalize(posix.join(toPosix(relative(top, root)), path));
  const names = full.split('/');
  const rules: { folder: string; text: Ignore }[] = [];
  return names.some((_, depth) => {
    const folder = names.slice(0, depth).join('/');
    const text = ifReadable(() => readRegularFile(join(top, folder, '.gitignore'), folder));
    if (text !== undefined) rules.unshift({ folder, text: rulesOf(text.toString('utf8')) });
    // A folder that is ignored takes all that is in it along, whatever a .gitignore in it says.
    const here = names.slice(0, depth + 1).join('/') + (depth + 1 < names.length ? '/' : '');
    const said = rules
      .map((one) => one.text.test(posix.relative(one.folder, here) + (here.endsWith('/') ? '/' : '')))
      .find(({ ignored, unignored }) => ignored || unignored);
    return said?.ignored === true;
  });
}

function rulesOf(text: string): Ignore {
  return ignore({ ignorecase: false }).add(text.replace(/^\uFEFF/, ''));
}
