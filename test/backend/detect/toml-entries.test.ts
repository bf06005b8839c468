import { tomlEntries, tomlStrings } from '../../../src/backend/detect/toml-entries';

test('tables, dotted and quoted keys, comments, and values over several lines', () => {
  const text = `
title = "a # b" # c
[project]
dependencies = [
  "one>=1", # the first ]
  'two[extra]',
]
"quoted.key" = 'x'
urls.home = "h"
description = """
[not.a.table]
key = "no"
"""
after = 1
[ tool . "poetry.x" ]
pg = { version = "^1", extras = ["a",
  "b"] }
[[array.of.tables]]
name = "n"
`;
  expect(tomlEntries(text).map(({ path, value }) => [path.join('|'), tomlStrings(value)])).toEqual([
    ['title', ['a # b']],
    ['project|dependencies', ['one>=1', 'two[extra]']],
    ['project|quoted.key', ['x']],
    ['project|urls|home', ['h']],
    ['project|description', ['\n[not.a.table]\nkey = "no"\n']],
    ['project|after', []],
    ['tool|poetry.x|pg', ['^1', 'a', 'b']],
    ['array|of|tables|name', ['n']],
  ]);
});

test('no lines, CRLF, and a value that never ends', () => {
  expect(tomlEntries('')).toEqual([]);
  expect(tomlEntries('a = 1\r\nb = 2\r\n').map(({ value }) => value)).toEqual(['1', '2']);
  expect(tomlEntries('a = [1,\nb = 2\n')).toEqual([]);
});
