import * as fc from 'fast-check';
import { formDecode, percentDecode, percentEncode } from '../../../src/backend/url/percent-encoding';
import { anyText } from './any-text';

test('every byte outside the unreserved characters is encoded, as UTF-8', () => {
  expect(percentEncode("AZaz09-._~ +!*'()/é🐘")).toBe('AZaz09-._~%20%2B%21%2A%27%28%29%2F%C3%A9%F0%9F%90%98');
});

test('characters to keep are kept', () => {
  expect(percentEncode('/etc/ca bundle', '/')).toBe('/etc/ca%20bundle');
});

test('what is encoded decodes to the same, with or without the form rule for "+"', () => {
  fc.assert(
    fc.property(anyText(40), (text) => {
      expect(percentDecode(percentEncode(text))).toBe(text);
      expect(formDecode(percentEncode(text))).toBe(text);
      expect(percentEncode(text)).toMatch(/^(?:[A-Za-z0-9\-._~]|%[0-9A-F]{2})*$/);
    }),
  );
});

test('what is not encoded is left alone', () => {
  expect(percentDecode('100% %zz %ff%fe %41')).toBe('100% %zz %ff%fe A');
  expect(formDecode('a+b')).toBe('a b');
  expect(percentDecode('a+b')).toBe('a+b');
});
