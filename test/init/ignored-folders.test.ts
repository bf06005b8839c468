import { addIgnoredFolders } from '../../src/init/ignored-folders';

const FOLDERS = ['node_modules', 'dist'];

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
  expect(addIgnoredFolders(before, FOLDERS)).toBe(after);
  expect(addIgnoredFolders(after, FOLDERS)).toBe(after);
});

test.each(['node_modules\ndist', '\uFEFFnode_modules/\r\n/dist/\r\n', '**/node_modules/\n**/dist \n'])(
  '%j has both and stays',
  (text) => {
    expect(addIgnoredFolders(text, FOLDERS)).toBe(text);
  },
);
