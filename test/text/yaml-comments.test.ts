import { linesOf } from '../../src/text/text-lines';
import { commentsOf } from '../../src/text/yaml-comments';

const found = (text: string): string[] => commentsOf(text, linesOf(text)).map((comment) => comment.text);

test.each([
  ['on lines of their own and behind values', '# a\nb: c # d\n  #e', ['# a', '# d', '#e']],
  ['with CRLF and a byte order mark', '\ufeff# a\r\nb: c # d\r\n', ['# a', '# d']],
  ['not in quotes', 'a: "# b"\nc: \'# d\'\n', []],
  ['not without a blank before it', 'a: b#c\n', []],
  ['not in a block scalar, but behind its mark', 'a: | # b\n  # c\n# d\n', ['# b', '# d']],
  ['not in a block scalar at the margin', '--- |\n# a\n', []],
  ['in a flow', 'a: [ # b\n  c, # d\n]\n', ['# b', '# d']],
])('comments are found %s', (_, text, comments) => {
  expect(found(text)).toEqual(comments);
});

test('each with its place', () => {
  const text = 'a: b\n  # c\nd: e # f\n';
  expect(commentsOf(text, linesOf(text))).toEqual([
    { offset: 7, text: '# c', line: 1, alone: true },
    { offset: 16, text: '# f', line: 2, alone: false },
  ]);
});
