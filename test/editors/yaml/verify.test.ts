import { addItems, isOnlyChange } from '../../../src/editors/yaml/verify';

/** Deeper than js-yaml goes. */
const DEEP = `x: ${'['.repeat(120)}${']'.repeat(120)}\n`;
const hasDatabaseAdded = (before: string, after: string): boolean =>
  isOnlyChange(before, after, (root, there) => {
    addItems(root, 'resources', ['database'], there);
  });
const BEFORE = 'resources:\n- a\n- b\nimages: []\n';

describe('an edit is sound where it', () => {
  test.each([
    ['adds the item at the end', BEFORE, 'resources:\n- a\n- b\n- database\nimages: []\n'],
    ['adds the item in between', BEFORE, 'resources:\n- a\n- database\n- b\nimages: []\n'],
    ['adds what was there once', 'resources:\n- database\n', 'resources:\n- database\n- database\n'],
    ['begins the list', 'resources:\nimages: []\n', 'resources:\n- database\nimages: []\n'],
    ['adds the field', 'images: []\n', 'images: []\nresources: [database]\n'],
    ['is the first to say something', '# mine\n', '# mine\nresources: [database]\n'],
    [
      'changes what an alias shares',
      'resources: &r [a]\ncrds: *r\n',
      'resources: &r [a, database]\ncrds: *r\n',
    ],
  ])('%s', (_, before, after) => {
    expect(hasDatabaseAdded(before, after)).toBe(true);
  });
});

describe('and not where it', () => {
  test.each([
    ['changes nothing', BEFORE, BEFORE],
    ['adds another item', BEFORE, 'resources:\n- a\n- b\n- data\nimages: []\n'],
    ['adds two', BEFORE, 'resources:\n- a\n- b\n- database\n- database\nimages: []\n'],
    ['replaces one', BEFORE, 'resources:\n- a\n- database\nimages: []\n'],
    ['loses one', BEFORE, 'resources:\n- a\nimages: []\n'],
    ['changes another field', BEFORE, 'resources:\n- a\n- b\n- database\nimages: [x]\n'],
    ['adds it to another field', BEFORE, 'resources:\n- a\n- b\nimages: [database]\n'],
    ['adds a field too', '# mine\n', 'resources: [database]\nimages: []\n'],
    ['adds it as a mapping', BEFORE, 'resources:\n- a\n- b\n- database:\nimages: []\n'],
    ['adds it behind the item above', BEFORE, 'resources:\n- a\n- b\n   - database\nimages: []\n'],
    ['is no YAML any more', BEFORE, 'resources:\n- a\n- b\n - database\nimages: []\n'],
    ['begins another document', BEFORE, `${BEFORE}---\nresources: [database]\n`],
    ['is read by one parser only', `resources: [a]\n${DEEP}`, `resources: [a, database]\n${DEEP}`],
    ['lets aliases multiply without end', bomb(''), bomb('- database\n')],
  ])('%s', (_, before, after) => {
    expect(hasDatabaseAdded(before, after)).toBe(false);
  });
});

function bomb(item: string): string {
  const levels = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name, index, names) => {
    const below = names[index - 1];
    return `${name}: &${name} [${Array<string>(9)
      .fill(below === undefined ? 'x' : `*${below}`)
      .join(', ')}]\n`;
  });
  return `${levels.join('')}resources:\n- a\n${item}`;
}
