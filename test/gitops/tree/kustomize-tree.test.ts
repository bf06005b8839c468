import { KustomizeTree } from '../../../src/gitops/tree/kustomize-tree';

function treeOf(files: Readonly<Record<string, string>>, path = 'base/kustomization.yaml'): KustomizeTree {
  const bytes = new Map(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)]));
  return new KustomizeTree({ files: bytes }, path);
}

function reached(files: Readonly<Record<string, string>>): string[] {
  return treeOf(files).reached.map(({ path, namespace }) =>
    namespace === undefined ? path : `${path} in ${namespace}`,
  );
}

describe('what a kustomization reaches', () => {
  test('files, and folders by their own kustomizations, in the order in which they are listed', () => {
    expect(
      reached({
        'base/kustomization.yaml': 'resources:\n- b.yaml\n- sub\n- ./a.yaml\n',
        'base/a.yaml': '',
        'base/b.yaml': '',
        'base/unlisted.yaml': '',
        'base/sub/kustomization.yml': 'resources: [deeper/]\n',
        'base/sub/deeper/Kustomization': 'resources: [../c.yaml]\n',
        'base/sub/c.yaml': '',
      }),
    ).toEqual(['base/b.yaml', 'base/sub/c.yaml', 'base/a.yaml']);
  });

  test('what bases and components list as well', () => {
    expect(
      reached({
        'base/kustomization.yaml': 'bases: [a]\ncomponents: [b]\n',
        'base/a/kustomization.yaml': 'resources: [x.yaml]\n',
        'base/a/x.yaml': '',
        'base/b/kustomization.yaml': 'kind: Component\nresources: [y.yaml]\n',
        'base/b/y.yaml': '',
      }),
    ).toEqual(['base/a/x.yaml', 'base/b/y.yaml']);
  });

  test.each([
    ['with CRLF', 'resources:\r\n  - a.yaml\r\n'],
    ['with a byte order mark', '\ufeffresources:\n- a.yaml\n'],
    ['in quotes', 'resources: ["a.yaml", \'./a.yaml\']\n'],
  ])('%s', (_, text) => {
    expect(reached({ 'base/kustomization.yaml': text, 'base/a.yaml': '' })).toEqual(['base/a.yaml']);
  });

  test.each([
    ['another repository', 'resources: ["https://github.com/a/b?ref=c", "ssh://x/y"]\n'],
    ['what is not there', 'resources: [nothing.yaml, nowhere/]\n'],
    ['what lies outside', 'resources: [../other.yaml]\n'],
    ['entries of another sort', 'resources: [1, null, { a: b }, [c]]\n'],
    ['no list', 'resources: a.yaml\n'],
    ['nothing', ''],
    ['no YAML', 'resources: [\n'],
  ])('not %s', (_, text) => {
    expect(reached({ 'base/kustomization.yaml': text })).toEqual([]);
  });

  test('each once, though kustomizations lead to each other in a circle', () => {
    expect(
      reached({
        'base/kustomization.yaml': 'resources: [a, x.yaml]\n',
        'base/a/kustomization.yaml': 'resources: [../../base, ../x.yaml]\n',
        'base/x.yaml': '',
      }),
    ).toEqual(['base/x.yaml']);
  });
});

describe('what it makes of names', () => {
  test('the outermost namespace wins', () => {
    const files = {
      'base/kustomization.yaml': 'resources: [sub]\n',
      'base/sub/kustomization.yaml': 'namespace: inner\nresources: [a.yaml]\n',
      'base/sub/a.yaml': '',
    };

    expect(reached(files)).toEqual(['base/sub/a.yaml in inner']);
    expect(reached({ ...files, 'base/kustomization.yaml': 'namespace: outer\nresources: [sub]\n' })).toEqual([
      'base/sub/a.yaml in outer',
    ]);
  });

  test('prefix and suffix go around it', () => {
    expect(treeOf({ 'base/kustomization.yaml': 'namePrefix: a-\nnameSuffix: -z\n' }).nameOf('x')).toBe(
      'a-x-z',
    );
    expect(treeOf({ 'base/kustomization.yaml': '' }).nameOf('x')).toBe('x');
  });
});

test('Secrets that are generated on the way are known by their file', () => {
  const { generated } = treeOf({
    'base/kustomization.yaml': 'resources: [sub]\n',
    'base/sub/kustomization.yaml': 'secretGenerator:\n- name: s\n  literals: [a=b]\n- 5\n',
  });

  expect(generated).toEqual([
    { path: 'base/sub/kustomization.yaml', kind: 'Secret', entry: { name: 's', literals: ['a=b'] } },
  ]);
});

describe('the name that the base gives to an object', () => {
  const each = (kind: string, fields: string): string =>
    `apiVersion: builtin\nkind: ${kind}\nmetadata: { name: n }\n${fields}\nfieldSpecs: [{ path: metadata/name }]\n`;
  const component = (text: string): string =>
    `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n${text}`;

  test.each<[string, Readonly<Record<string, string>>, string]>([
    ['by its own fields', { 'base/kustomization.yaml': 'namePrefix: a-\nnameSuffix: -z\n' }, 'a-x-z'],
    [
      'by a transformer, around these',
      {
        'base/kustomization.yaml': 'namePrefix: a-\ntransformers: [p.yaml]\n',
        'base/p.yaml': each('PrefixTransformer', 'prefix: shop-'),
      },
      'shop-a-x',
    ],
    [
      'by one that is written where it is listed',
      {
        'base/kustomization.yaml': `transformers:\n- |-\n  ${each('PrefixSuffixTransformer', 'prefix: b-\nsuffix: -c').replaceAll('\n', '\n  ')}`,
      },
      'b-x-c',
    ],
    [
      'by a Component, inside of its own',
      {
        'base/kustomization.yaml': 'namePrefix: a-\ncomponents: [c]\n',
        'base/c/kustomization.yaml': component('namePrefix: c-\ncomponents: [../c]\n'),
      },
      'a-c-x',
    ],
    [
      'not by one of some kinds alone',
      {
        'base/kustomization.yaml': 'transformers: [p.yaml]\n',
        'base/p.yaml': each('PrefixTransformer', 'prefix: shop-').replace('name }]', 'name, kind: Pod }]'),
      },
      'x',
    ],
  ])('%s', (_, files, name) => {
    expect(treeOf(files).nameOf('x')).toBe(name);
  });
});
