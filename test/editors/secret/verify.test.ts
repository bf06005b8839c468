import { verifierOf } from '../../../src/editors/secret/verify';
import { ManifestFile } from '../../../src/editors/secret/secret-object';

const BEFORE = 'kind: Secret\ndata:\n  A: YQ==\n  B: !vault Yg==\n';

function isSound(before: string, after: string, key = 'A'): boolean {
  const file = new ManifestFile(before, 'secret.yaml');
  const [secret] = file.objects;
  if (!secret) throw new Error('the file has no object');
  return verifierOf(file, { secret, part: 'data', key, written: 'bmV3' })(after);
}

describe('an edit is sound where it', () => {
  test.each([
    ['changes the one value', BEFORE, BEFORE.replace('YQ==', 'bmV3'), 'A'],
    ['adds the one key', BEFORE, `${BEFORE}  C: bmV3\n`, 'C'],
    [
      'changes what an alias shares',
      BEFORE.replace('YQ==', '&a x').replace('!vault Yg==', '*a'),
      'kind: Secret\ndata: {A: bmV3, B: bmV3}\n',
      'A',
    ],
    [
      'leaves an unknown tag alone',
      `${BEFORE}x: !y [z]\n`,
      `${BEFORE.replace('YQ==', 'bmV3')}x: !y [z]\n`,
      'A',
    ],
  ])('%s', (_, before, after, key) => {
    expect(isSound(before, after, key)).toBe(true);
  });
});

describe('and not where it', () => {
  const right = BEFORE.replace('YQ==', 'bmV3');
  test.each([
    ['changes nothing', BEFORE],
    ['writes another value', BEFORE.replace('YQ==', 'bmV4')],
    ['changes another value', right.replace('Yg==', 'bmV3')],
    ['changes another field', right.replace('Secret', 'Secre')],
    ['changes what one parser does not see', right.replace('!vault', '!other')],
    ['adds a key', `${right}  C: x\n`],
    ['adds a document', `${right}---\na: b\n`],
    ['is no YAML any more', `${right} C: x\n`],
    ['is read by one parser only', `${right}x: ${'['.repeat(120)}${']'.repeat(120)}\n`],
  ])('%s', (_, after) => {
    expect(isSound(BEFORE, after)).toBe(false);
  });

  test('was read by one parser only', () => {
    // Deeper than js-yaml goes.
    const before = `kind: Secret\ndata: {A: YQ==}\nx: ${'['.repeat(120)}${']'.repeat(120)}\n`;
    expect(isSound(before, before.replace('YQ==', 'bmV3'))).toBe(false);
  });
});
