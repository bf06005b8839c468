import { printableJson } from '../../src/text/printable';

test('JSON shows a terminal no character that it obeys, and is read back as it was', () => {
  const value = { 'a\u009b2J': '\u001b[31m\u202eevil\u2028', lines: 'one\ntwo', words: 'äöü漢字🔑' };
  const text = printableJson(value);
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\u2028]/);
  expect(text).toContain('äöü漢字🔑');
  expect(JSON.parse(text)).toEqual(value);
});
