import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ignorePaths } from '../../src/editors/gitignore-editor';
import { temporaryFolder } from '../temporary-repository';

const FOLDERS = ['node_modules/', 'dist/'];
const FILES = ['.env.local', 'secrets/.env.production'];

test.each([
  ['nothing', '', 'node_modules/\ndist/\n'],
  ['no line end at the end', '*.log', '*.log\nnode_modules/\ndist/\n'],
  ['CRLF', '*.log\r\n', '*.log\r\nnode_modules/\r\ndist/\r\n'],
  ['a byte order mark alone', '\uFEFF', '\uFEFFnode_modules/\ndist/\n'],
  ['one of them', '/dist\n', '/dist\nnode_modules/\n'],
  ['one that a later line takes back', 'dist/\n!dist\nnode_modules\n', 'dist/\n!dist\nnode_modules\ndist/\n'],
  ['one of them in a comment', '# dist/\n', '# dist/\nnode_modules/\ndist/\n'],
  ['one of them in another folder', 'web/dist\n', 'web/dist\nnode_modules/\ndist/\n'],
])('where there is %s, only what is missing is added', (_, before, after) => {
  expect(ignorePaths(before, FOLDERS).text).toBe(after);
  expect(ignorePaths(after, FOLDERS).text).toBe(after);
});

test.each(['node_modules\ndist', '\uFEFFnode_modules/\r\n/dist/\r\n', '**/node_modules/\n**/dist \n'])(
  '%j has both and stays',
  (text) => {
    expect(ignorePaths(text, FOLDERS).text).toBe(text);
  },
);

/** Each holds or misses the two files in another way. */
const GITIGNORES = [
  '',
  '.env*\n',
  '.env*\n!.env.local\n',
  '!.env.local\n.env.local\n',
  '*.local\nsecrets/\n',
  'secrets\n!.env.production\n',
  '/.env.production\n',
  '/secrets/*.production\n',
  '**/.env.*\n',
  'secrets/**\n',
  'secrets/**\n!secrets/.env.production\n',
  '.env.local/\n',
  '.env.loca[a-m]\n',
  '.env.loca[!a-k]\n',
  '.env.loca[!a-m]\n',
  '.en?.local\n',
  '?env.local\n',
  '\\.env.local\n',
  '.env.local  \n',
  ' .env.local\n',
  '#.env.local\n',
  '*\n!.env.local\n',
  '.env.[\n',
];

test.each(GITIGNORES)('what %j ignores is what git ignores', (text) => {
  const folder = temporaryFolder();
  execFileSync('git', ['init', '--quiet'], { cwd: folder });
  const byGit = (content: string): string[] => {
    writeFileSync(join(folder, '.gitignore'), content);
    const { stdout } = spawnSync('git', ['check-ignore', '--no-index', ...FILES], {
      cwd: folder,
      encoding: 'utf8',
    });
    return stdout.split('\n').filter((line) => line !== '');
  };
  const ignored = byGit(text);
  const { text: after } = ignorePaths(text, FILES);

  expect(after).toBe(
    text +
      FILES.filter((file) => !ignored.includes(file))
        .map((file) => `${file}\n`)
        .join(''),
  );
  expect(byGit(after)).toEqual(FILES);
});
