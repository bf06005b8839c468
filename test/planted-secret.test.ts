import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { leaksOf } from './planted-secret';

const SECRET = 'pr0d/Secret+p@ss "w" $1';

const found = (content: string | Buffer, secret = SECRET): string[] =>
  leaksOf(secret, [['k8s/a.yaml', content]]).map(({ form }) => form);

test.each([
  ['as it is', `password: ${SECRET}\n`],
  ['base64', Buffer.from(SECRET).toString('base64')],
  ['base64', Buffer.from(`postgresql://u:${SECRET}@h/d`).toString('base64')],
  ['base64', Buffer.from(`{"auth": "x${SECRET}y"}`).toString('base64url')],
  ['base64', Buffer.from(`ab${SECRET}`).toString('base64').replace(/.{10}/g, '$&\n    ')],
  ['percent-encoded', `postgresql://u:${encodeURIComponent(SECRET)}@h/d`],
  ['percent-encoded', new URLSearchParams({ a: SECRET }).toString()],
  ['hexadecimal', Buffer.from(SECRET).toString('hex').toUpperCase()],
  ['escaped', JSON.stringify({ a: SECRET })],
  ['escaped', `password: ${SECRET.replaceAll('$', '$$$$')}`],
  ['escaped', `a: "pr0d/Se\\\n     cret+p@ss \\"w\\" $1"\n`],
  ['as it is', 'a: \'pr0d/Secret+p@ss\n  "w" $1\'\n'],
  ['as it is', Buffer.from(SECRET, 'utf16le')],
])('%s: %j is found', (form, content) => {
  expect(found(content)).toContain(form);
});

test('wherever it stands in what is base64', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 8, maxLength: 20, unit: 'grapheme-ascii' }),
      fc.string({ maxLength: 9 }),
      fc.string({ maxLength: 9 }),
      (secret, before, after) => {
        const encoded = Buffer.from(`${before}${secret}${after}`).toString('base64');
        expect(found(encoded, secret)).toContain('base64');
      },
    ),
    { numRuns: 300 },
  );
});

test('nothing is found where it is not', () => {
  const other = ['password: ${POSTGRES_PASSWORD}\n', 'pr0d/Secret', randomBytes(20_000), gzipSync(SECRET)];
  expect(other.flatMap((content) => found(content))).toEqual([]);
});

test('each file is named, and what is too short to say anything refused', () => {
  const files: [string, string][] = [
    ['a', 'x'],
    ['b', SECRET],
    ['c', Buffer.from(SECRET).toString('hex')],
  ];
  expect([...new Set(leaksOf(SECRET, files).map(({ path }) => path))]).toEqual(['b', 'c']);
  expect(() => leaksOf('short', [])).toThrow();
});
