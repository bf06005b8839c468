import fc from 'fast-check';
import { load } from 'js-yaml';
import { addResource } from '../../../src/editors/kustomization/kustomization-editor';
import { lineDifference } from '../line-difference';

interface Data {
  resources?: unknown[] | null;
  [field: string]: unknown;
}

const read = (text: string): Data => (load(text) ?? {}) as Data;

const name = fc.constantFrom(
  ...[
    'backend',
    './frontend',
    'web/',
    './api/',
    '../base',
    '../../base/x/',
    'a.yaml',
    './b.yaml',
    'c/d.yaml',
    'postgres',
  ],
  ...['https://github.com/org/repo//base?ref=v1', 'database-backup', 'database2/pvc.yaml', 'x/database'],
);
const quoted = fc.tuple(name, fc.constantFrom('', '"', "'")).map(([text, mark]) => mark + text + mark);
const trailing = fc.constantFrom('', '', '', ' # note', '\t# note', '  ');

/** A line of the list but for its indentation; `#` may stand before or behind that. */
const line = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(quoted, trailing).map(([item, end]) => ({ active: `- ${item}${end}` })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('# ', '#', '#  ', '#   ', '#\t', '## '), quoted, trailing)
      .map(([mark, item, end]) => ({ comment: `${mark}- ${item}${end}` })),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(
        ...[
          '# Database',
          '#',
          '# - some prose, with words',
          '# patches:',
          '#   - path: x.yaml',
          '# TODO: remove',
        ],
      )
      .map((comment) => ({ comment })),
  },
  { weight: 1, arbitrary: fc.constantFrom('', '  ').map((blank) => ({ blank })) },
);

/** The entry itself, commented in some way or not there at all. */
const wanted = fc.option(
  fc
    .tuple(
      fc.constantFrom('# ', '#', '#  ', '#\t'),
      fc.constantFrom('database', './database', 'database/', '"database"', 'database/statefulset.yaml'),
      trailing,
    )
    .map(([mark, item, end]) => ({ comment: `${mark}- ${item}${end}` })),
  { nil: undefined },
);

const field = fc.constantFrom(
  ['namespace: chat'],
  ['images:', '  - name: app', '    newTag: "1"'],
  ['patches:', '- patch: |-', '    - op: replace', '      value: 1', '  target:', '    kind: Deployment'],
  ['configMapGenerator:', '- name: a', '  files:', '  - database'],
  ['labels: [{pairs: {a: b}}]'],
);

const kustomization = fc
  .record({
    bom: fc.constantFrom('', '\ufeff'),
    start: fc.constantFrom(
      [],
      ['---'],
      ['# mine', ''],
      ['apiVersion: kustomize.config.k8s.io/v1beta1', 'kind: Kustomization', ''],
    ),
    before: fc.constantFrom([], ['namePrefix: a-'], ['# - database is not this one', 'nameSuffix: -b', '']),
    indent: fc.constantFrom('', '  ', '    ', ' '),
    atMargin: fc.boolean(),
    lines: fc.array(line, { maxLength: 8 }),
    wanted,
    at: fc.nat(8),
    after: fc.option(field, { nil: [] }),
    gap: fc.constantFrom([], [''], ['', '# the next field']),
    eol: fc.constantFrom('\n', '\r\n'),
    end: fc.constantFrom('', '\n', '\n\n'),
  })
  .map(({ bom, start, before, indent, atMargin, lines, wanted: entry, at, after, gap, eol, end }) => {
    const all = entry ? [...lines.slice(0, at), entry, ...lines.slice(at)] : lines;
    const list = all.map((one) => {
      if ('active' in one) return indent + one.active;
      if ('comment' in one) return (atMargin ? '' : indent) + one.comment;
      return one.blank;
    });
    const text = [...start, ...before, 'resources:', ...list, ...gap, ...after].join('\n') + end;
    return bom + text.replaceAll('\n', eol);
  });

const flow = fc
  .tuple(
    fc.array(quoted, { maxLength: 4 }),
    fc.constantFrom('resources: [%]', 'resources: [ % ] # c', 'resources: [\n  %\n  ]'),
  )
  .map(
    ([items, shape]) =>
      `${shape.replace('%', () => items.join(shape.includes('\n') ? ',\n  ' : ', '))}\nimages: []\n`,
  );

const without = fc
  .tuple(
    fc.constantFrom([], ['kind: Kustomization'], ['bases:', '- ../a']),
    fc.array(field, { maxLength: 2 }),
    fc.constantFrom('', '\n'),
  )
  .map(([head, fields, end]) => [...new Set([...head, ...fields.flat()])].join('\n') + end)
  .filter((text) => {
    try {
      return !Array.isArray(load(text));
    } catch {
      return false;
    }
  });

describe.each([
  ['a list', kustomization],
  ['a flow list', flow],
  ['no list', without],
])('%s, whatever it looks like', (_, texts) => {
  test('gets the entry, and no other item, byte or line end changes', () => {
    fc.assert(
      fc.property(
        texts,
        fc.constantFrom('database', 'database/', './database', 'database/pvc.yaml'),
        (text, entry) => {
          const before = read(text);
          const { text: edited } = addResource(text, entry, 'kustomization.yaml');
          const after = read(edited);

          const old = before.resources ?? [];
          const added = (after.resources ?? []).filter((item) => !old.includes(item));
          expect(added).toHaveLength(1);
          expect(String(added[0]).replace(/^\.\/|\/$/g, '')).toBe(entry.replace(/^\.\/|\/$/g, ''));
          expect(after.resources?.filter((item) => item !== added[0])).toEqual(old);
          expect({ ...after, resources: null }).toEqual({ ...before, resources: null });

          const { removed, added: lines } = lineDifference(text, edited);
          expect(removed.length).toBeLessThanOrEqual(1);
          expect(lines.length).toBeLessThanOrEqual(4);
          expect(edited.endsWith('\n')).toBe(text.endsWith('\n') || text === '');
          if (text.includes('\r\n')) expect(edited.replaceAll('\r\n', '')).not.toContain('\n');
          else expect(edited).not.toContain('\r');

          expect(addResource(edited, entry, 'kustomization.yaml').text).toBe(edited);
        },
      ),
      { numRuns: 200 },
    );
  });
});
