import { isObjectName } from '../../src/kubernetes/object-name';

test.each(['a', '0', '12-30', 'fast-ssd', 'ebs.csi.aws.com', 'a'.repeat(253), `${'a'.repeat(100)}.b`])(
  '%j names an object',
  (name) => {
    expect(isObjectName(name)).toBe(true);
  },
);

test.each([
  '',
  '=',
  '~',
  '12:30:45',
  'A',
  'a_b',
  '-a',
  'a-',
  'a.',
  '.a',
  'a..b',
  'a.-b',
  'é',
  'a\n',
  'a'.repeat(254),
  null,
])('%j names none', (name) => {
  expect(isObjectName(name)).toBe(false);
});
