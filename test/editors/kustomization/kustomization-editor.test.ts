import { addResource, addResources } from '../../../src/editors/kustomization/kustomization-editor';
import { Refusal } from '../../../src/text/refusal';

const HEADER = 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n';
const PATH = 'k8s/base/kustomization.yaml';

interface Case {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly entry?: string;
  /** Codes of the warnings. @default - none */
  readonly warnings?: readonly string[];
}

function check({ before, after, entry = 'database', warnings = [] }: Case): void {
  const edited = addResource(before, entry, PATH);
  expect(edited.text).toBe(after);
  expect(edited.warnings.map(({ code }) => code)).toEqual(warnings);
  // What is done is done: asked again, it changes nothing.
  expect(addResource(edited.text, entry, PATH).text).toBe(after);
}

describe('an entry that stands commented is un-commented: the sibling’s indentation and the text from the dash on', () => {
  test.each<Case>([
    {
      name: 'as most people comment',
      before: `${HEADER}resources:\n  - backend\n  # - database\n  - frontend\n`,
      after: `${HEADER}resources:\n  - backend\n  - database\n  - frontend\n`,
    },
    {
      name: 'with the mark at the margin',
      before: 'resources:\n  - backend\n#  - database\n',
      after: 'resources:\n  - backend\n  - database\n',
    },
    {
      name: 'without a blank behind the mark',
      before: 'resources:\n  - backend\n  #- database\n',
      after: 'resources:\n  - backend\n  - database\n',
    },
    {
      name: 'with several marks',
      before: 'resources:\n  - backend\n  ## - database\n',
      after: 'resources:\n  - backend\n  - database\n',
    },
    {
      name: 'in a list at the margin',
      before: 'resources:\n- backend\n# - database\n',
      after: 'resources:\n- backend\n- database\n',
    },
    {
      name: 'in a list indented by four',
      before: 'resources:\n    - backend\n#   - database\n',
      after: 'resources:\n    - backend\n    - database\n',
    },
    {
      name: 'with tabs, and a comment behind it that stays',
      before: 'resources:\n  - backend\n  #\t- database/\t# später\n',
      after: 'resources:\n  - backend\n  - database/\t# später\n',
    },
    {
      name: 'in quotes, and spelled otherwise than asked for',
      before: 'resources:\n  - "./backend"\n  # - "./database/"\n',
      after: 'resources:\n  - "./backend"\n  - "./database/"\n',
    },
    {
      name: 'before the first active item',
      before: 'resources:\n  # - database\n  - backend\n',
      after: 'resources:\n  - database\n  - backend\n',
    },
    {
      name: 'behind the list, under a heading at the margin',
      before: 'resources:\n  - backend\n# Database\n#- database\n\n# Images\nimages:\n  - name: app\n',
      after: 'resources:\n  - backend\n# Database\n  - database\n\n# Images\nimages:\n  - name: app\n',
    },
    {
      name: 'in a file with CRLF and a byte order mark, without a final line end',
      before: '\ufeffresources:\r\n  - backend\r\n  # - database',
      after: '\ufeffresources:\r\n  - backend\r\n  - database',
    },
    {
      name: 'where nothing else is listed',
      before: 'resources:\n  # - backend\n  # - database\nnamePrefix: a-\n',
      after: 'resources:\n  # - backend\n  - database\nnamePrefix: a-\n',
    },
    {
      name: 'where nothing else is listed, and the mark replaced a blank',
      before: 'resources:\n#   - database\n',
      after: 'resources:\n  - database\n',
    },
    {
      name: 'in a list with an anchor',
      before: 'resources: &all\n  - backend\n  # - database\ncrds: *all\n',
      after: 'resources: &all\n  - backend\n  - database\ncrds: *all\n',
    },
    {
      name: 'twice: the first is taken, the other reported',
      before: 'resources:\n  - backend\n  # - database\n  # - ./database\n',
      after: 'resources:\n  - backend\n  - database\n  # - ./database\n',
      warnings: ['commented-line'],
    },
    {
      name: 'behind a commented field, but in a paragraph of its own',
      before: 'resources:\n- backend\n# patches:\n# - a.yaml\n\n# Database\n# - database\n',
      after: 'resources:\n- backend\n# patches:\n# - a.yaml\n\n# Database\n- database\n',
    },
    {
      name: 'under a heading that reads like a field but is indented',
      before: 'resources:\n  - backend\n  # components:\n  # - database\n',
      after: 'resources:\n  - backend\n  # components:\n  - database\n',
    },
  ])('$name', check);
});

describe('where files of the directory stand commented, the first of them is the place', () => {
  test.each<Case>([
    {
      name: 'one file',
      before: 'resources:\n  - backend/service.yaml\n  # Database\n  # - database/statefulset.yaml\n',
      after: 'resources:\n  - backend/service.yaml\n  # Database\n  - database\n',
    },
    {
      name: 'several: the others stay, and are reported',
      before:
        'resources:\n- backend/service.yaml\n# - database/statefulset.yaml # later\n# - database/service.yaml\n',
      after: 'resources:\n- backend/service.yaml\n- database # later\n# - database/service.yaml\n',
      warnings: ['commented-line'],
    },
    {
      name: 'written with ./',
      before: 'resources:\n  - ./backend/service.yaml\n  # - ./database/statefulset.yaml\n',
      after: 'resources:\n  - ./backend/service.yaml\n  - ./database\n',
    },
    {
      name: 'the directory itself goes before its files',
      before: 'resources:\n  - a.yaml\n  # - database/pvc.yaml\n  # - database\n',
      after: 'resources:\n  - a.yaml\n  # - database/pvc.yaml\n  - database\n',
      warnings: ['commented-line'],
    },
  ])('$name', check);
});

describe('else it is appended as its siblings are written', () => {
  test.each<Case>([
    {
      name: 'indented',
      before: 'resources:\n  - a.yaml\nimages: []\n',
      after: 'resources:\n  - a.yaml\n  - database\nimages: []\n',
    },
    { name: 'at the margin', before: 'resources:\n- a.yaml\n', after: 'resources:\n- a.yaml\n- database\n' },
    {
      name: 'with ./ and a slash behind directories',
      before: 'resources:\n  - ./a/\n  - ./b/\n  - ./c.yaml\n',
      after: 'resources:\n  - ./a/\n  - ./b/\n  - ./c.yaml\n  - ./database/\n',
    },
    {
      name: 'a file gets no slash',
      entry: 'database/pvc.yaml',
      before: 'resources:\n  - a/\n  - b/\n',
      after: 'resources:\n  - a/\n  - b/\n  - database/pvc.yaml\n',
    },
    {
      name: 'a file goes behind the last one of its directory',
      entry: 'database/pvc.yaml',
      before: 'resources:\n  - database/a.yaml\n  - database/b.yaml # b\n  - z.yaml\n',
      after: 'resources:\n  - database/a.yaml\n  - database/b.yaml # b\n  - database/pvc.yaml\n  - z.yaml\n',
    },
    {
      name: 'quoted',
      before: "resources:\n  - 'a.yaml'\n  - 'b.yaml'\n",
      after: "resources:\n  - 'a.yaml'\n  - 'b.yaml'\n  - 'database'\n",
    },
    {
      name: 'no final line end stays none',
      before: 'resources:\n  - a.yaml',
      after: 'resources:\n  - a.yaml\n  - database',
    },
    {
      name: 'CRLF',
      before: 'resources:\r\n  - a.yaml\r\nimages: []\r\n',
      after: 'resources:\r\n  - a.yaml\r\n  - database\r\nimages: []\r\n',
    },
    {
      name: 'before comments that belong to the next field',
      before: 'resources:\n- a.yaml # a\n\n# the images\nimages:\n- name: x\n',
      after: 'resources:\n- a.yaml # a\n- database\n\n# the images\nimages:\n- name: x\n',
    },
    {
      name: 'behind commented items at the end of the list',
      before: 'resources:\n  - a.yaml\n  # - ./postgres-backup.yaml',
      after: 'resources:\n  - a.yaml\n  # - ./postgres-backup.yaml\n  - database',
    },
    {
      name: 'before a commented field and its items',
      before:
        'resources:\n  - a.yaml\n# configMapGenerator:\n#   - name: database\n#     files:\n#       - database\n',
      after:
        'resources:\n  - a.yaml\n  - database\n# configMapGenerator:\n#   - name: database\n#     files:\n#       - database\n',
      warnings: ['commented-line'],
    },
    {
      name: 'not where a commented field has the same item',
      before: 'resources:\n- a.yaml\n# patchesStrategicMerge:\n#  - database\nimages: []\n',
      after: 'resources:\n- a.yaml\n- database\n# patchesStrategicMerge:\n#  - database\nimages: []\n',
      warnings: ['commented-line'],
    },
    {
      name: 'not where prose names it',
      before:
        '# - database is not for us\nresources:\n  - a.yaml\n  # - database/ … only in the dev overlay\n',
      after:
        '# - database is not for us\nresources:\n  - a.yaml\n  - database\n  # - database/ … only in the dev overlay\n',
      warnings: ['commented-line'],
    },
    {
      name: 'with lines of blanks kept',
      before: 'resources:\n  - a.yaml\n  \n\t\n  - b.yaml\n \n',
      after: 'resources:\n  - a.yaml\n  \n\t\n  - b.yaml\n  - database\n \n',
    },
    {
      name: 'a name that YAML takes for a number is quoted',
      entry: '2024',
      before: 'resources:\n- a.yaml\n',
      after: 'resources:\n- a.yaml\n- "2024"\n',
    },
    {
      name: 'before the end of the document',
      before: '---\nresources:\n- a.yaml\n...\n',
      after: '---\nresources:\n- a.yaml\n- database\n...\n',
    },
  ])('$name', check);
});

describe('where there is no list yet, one begins', () => {
  test.each<Case>([
    {
      name: 'resources: with nothing, and a comment behind it',
      before: 'resources: # none yet\nimages:\n- name: x\n',
      after: 'resources: # none yet\n- database\nimages:\n- name: x\n',
    },
    {
      name: 'resources: with other items commented',
      before: 'resources:\n# - backend\n# - frontend\n',
      after: 'resources:\n- database\n# - backend\n# - frontend\n',
    },
    { name: 'at the end of the file', before: 'resources:', after: 'resources:\n  - database' },
    { name: 'null', before: 'resources: null # x\n', after: 'resources: [database] # x\n' },
    {
      name: '[] with the item commented behind it',
      before: 'resources: []\n# - database\n',
      after: 'resources: [database]\n# - database\n',
      warnings: ['commented-line'],
    },
    {
      name: 'a flow list',
      before: 'resources: [../base, "b"] # c\n',
      after: 'resources: [../base, "b", database] # c\n',
    },
    { name: 'a flow list with blanks', before: 'resources: [ ]\n', after: 'resources: [ database ]\n' },
    {
      name: 'a flow list of several lines',
      before: 'resources: [\n  a, # a\n  b  # b\n]\n',
      after: 'resources: [\n  a, # a\n  b,  # b\n  database\n]\n',
    },
    {
      name: 'a flow list of several lines with a comma at its end',
      before: 'resources: [\n  a,\n  b,\n]\n',
      after: 'resources: [\n  a,\n  b,\n  database,\n]\n',
    },
    {
      name: 'JSON',
      before: '{"resources": ["a.yaml"]}\n',
      after: '{"resources": ["a.yaml", "database"]}\n',
    },
    {
      name: 'JSON without the field',
      before: '{"namePrefix": "a-"}\n',
      after: '{"namePrefix": "a-", "resources": ["database"]}\n',
    },
    {
      name: 'behind the header',
      before: `${HEADER}\nimages:\n- name: x\n`,
      after: `${HEADER}\nresources:\n- database\n\nimages:\n- name: x\n`,
    },
    {
      name: 'behind bases, which are let be',
      before: `${HEADER}bases:\n  - ../a\n  - ../b # b\n\nimages:\n- name: x\n`,
      after: `${HEADER}bases:\n  - ../a\n  - ../b # b\n\nresources:\n  - database\n\nimages:\n- name: x\n`,
    },
    {
      name: 'at the end where there is no header',
      before: 'images:\n  - name: x',
      after: 'images:\n  - name: x\nresources:\n  - database',
    },
    {
      name: 'beside a commented block',
      before: `${HEADER}# resources:\n#   - database\n`,
      after: `${HEADER}resources:\n  - database\n# resources:\n#   - database\n`,
      warnings: ['commented-line', 'commented-block'],
    },
    { name: 'an empty file', before: '', after: 'resources:\n  - database\n' },
    { name: 'a file of comments', before: '# mine\n', after: '# mine\nresources:\n  - database\n' },
  ])('$name', check);
});

describe('under a heading of its own', () => {
  test.each<Case>([
    {
      name: 'behind what stands there',
      before: 'resources:\n  # Database Services\n  - redis.yaml\n  # - old.yaml\n\n  # Web\n  - web.yaml\n',
      after:
        'resources:\n  # Database Services\n  - redis.yaml\n  # - old.yaml\n  - database\n\n  # Web\n  - web.yaml\n',
    },
    {
      name: 'in a frame',
      before: 'resources:\n# ----\n# Database\n# ----\n- redis.yaml\n# ---\n# Web\n# ---\n- web.yaml\n',
      after:
        'resources:\n# ----\n# Database\n# ----\n- redis.yaml\n- database\n# ---\n# Web\n# ---\n- web.yaml\n',
    },
    {
      name: 'not where other words are around it',
      before: 'resources:\n  - a.yaml\n  # Database\n  # Ingress\n  - ingress.yaml\n',
      after: 'resources:\n  - a.yaml\n  # Database\n  # Ingress\n  - ingress.yaml\n  - database\n',
    },
    {
      name: 'not where it is of a field that stands commented',
      before: 'resources:\n- a.yaml\n\n# configMapGenerator:\n# Database\n# - name: x\n',
      after: 'resources:\n- a.yaml\n- database\n\n# configMapGenerator:\n# Database\n# - name: x\n',
    },
    {
      name: 'not between it and what stands there behind a blank line',
      before: 'resources:\n  - a.yaml\n  # Database\n\n  - postgres.yaml\n',
      after: 'resources:\n  - a.yaml\n  # Database\n\n  - postgres.yaml\n  - database\n',
      warnings: ['another-database'],
    },
    {
      name: 'not at the margin with nothing under it',
      before: 'resources:\n- a.yaml\n\n# Database\n\nsecretGenerator: []\n',
      after: 'resources:\n- a.yaml\n- database\n\n# Database\n\nsecretGenerator: []\n',
    },
    {
      name: 'at the end of the list',
      before: 'resources:\n  - a.yaml\n\n  # --- Database ---\n\nimages: []\n',
      after: 'resources:\n  - a.yaml\n\n  # --- Database ---\n  - database\n\nimages: []\n',
    },
    {
      name: 'in a list without an active item',
      before: 'resources:\n# Web\n# - web.yaml\n\n# Database\n# - redis.yaml\n',
      after: 'resources:\n# Web\n# - web.yaml\n\n# Database\n# - redis.yaml\n- database\n',
    },
    {
      name: 'not under one of the field that follows',
      before: 'resources:\n- a.yaml\n\n# Database\nsecretGenerator: []\n',
      after: 'resources:\n- a.yaml\n- database\n\n# Database\nsecretGenerator: []\n',
    },
    {
      name: 'not under one of two',
      before: 'resources:\n# Database\n- a.yaml\n# Database\n- b.yaml\n# Web\n- c.yaml\n',
      after: 'resources:\n# Database\n- a.yaml\n# Database\n- b.yaml\n# Web\n- c.yaml\n- database\n',
    },
  ])('$name', check);
});

describe('behind what stands commented in bases', () => {
  test.each<Case>([
    {
      name: 'and what stands between',
      before: 'bases:\n- ../crd\n# To have it, uncomment\n#- ../webhook\n\nimages: []\n',
      after:
        'bases:\n- ../crd\n# To have it, uncomment\n#- ../webhook\n\nresources:\n- database\n\nimages: []\n',
    },
    {
      name: 'and not where bases is an alias',
      before: 'crds: &all\n- ../crd\nbases: *all\n',
      after: 'crds: &all\n- ../crd\nbases: *all\nresources:\n- database\n',
    },
    {
      name: 'where nothing else does',
      before: 'bases:\n# - ../crd\n',
      after: 'bases:\n# - ../crd\nresources:\n  - database\n',
    },
  ])('$name', check);
});

describe('what is listed already changes no byte', () => {
  test.each([
    ['database', 'resources:\n  - database\n  # - database/pvc.yaml\n'],
    ['database/', 'resources:\r\n- database'],
    ['./database', 'resources: [ "database/" ]\n'],
    ['database', "resources:\n  - './database'\n"],
    ['database', 'resources:\n  - &db ./database//\n'],
  ])('%s in %j', (entry, text) => {
    expect(addResource(text, entry, PATH)).toEqual({ text, warnings: [] });
  });

  test('under bases, which kustomize reads too: adding it there twice would break the build', () => {
    const text = 'bases:\n- database\nresources:\n- a.yaml\n';
    const edited = addResource(text, 'database', PATH);
    expect(edited.text).toBe(text);
    expect(edited.warnings).toMatchObject([{ code: 'listed-elsewhere' }]);
  });
});

describe('what is worth a look is reported', () => {
  test.each([
    ['unusable-entry', 'resources:\n- ".\\\\database"\n', 'line 2 lists ".\\\\database"'],
    ['another-database', 'resources:\n- app.yaml\n- postgres.yaml\n', 'line 3 lists postgres.yaml'],
    [
      'another-database',
      'resources:\n- x/mysql.yaml\n- my-databases/\n',
      'lines 2, 3 list x/mysql.yaml, my-databases/, which look like databases too',
    ],
    ['listed-twice', 'resources:\n- database/pvc.yaml\n', 'database/pvc.yaml (line 2)'],
    ['commented-line', 'resources:\n- a\n#- database/a.yaml\n#- database/b.yaml\n', 'line 4 stays commented'],
  ])('%s', (code, text, message) => {
    const { warnings } = addResource(text, 'database', PATH);
    expect(warnings).toEqual([{ code, path: PATH, message: expect.stringContaining(message) as string }]);
  });

  test.each([
    ['a heading for something else', 'resources:\n# Katib DB manager.\n- katib.yaml\n'],
    ['another entry that is no database', 'resources:\n- feedback.yaml\n'],
    ['what belongs to one', 'resources:\n- database-secret.yaml\n- config/postgres-config.yaml\n'],
  ])('not %s', (_, text) => {
    expect(addResource(text, 'database', PATH).warnings).toEqual([]);
  });

  test.each([
    ['platform/database', 'platform/postgres.yaml', true],
    ['database/pvc.yaml', 'database/service.yaml', false],
    ['database/pvc.yaml', 'mysql.yaml', true],
    ['postgres-backup.yaml', 'postgres.yaml', false],
    ['database-1', 'postgres.yaml', true],
    ['database', 'postgres-exporter.yaml', false],
    ['database', 'db-migrate-job.yaml', false],
  ])('asked for %s beside %s: another database? %j', (entry, other, is) => {
    const { warnings } = addResource(`resources:\n- ${other}\n`, entry, PATH);
    expect(warnings.map(({ code }) => code)).toEqual(is ? ['another-database'] : []);
  });
});

describe('refused, with what was found and what to do', () => {
  test.each([
    ['not-yaml', 'resources:\n  - a\n - b\n', 'line 3 is not valid YAML'],
    [
      'not-a-kustomization',
      'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nspec: {}\n',
      "Flux's Kustomization",
    ],
    [
      'not-a-kustomization',
      'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n',
      'is of kind Component',
    ],
    ['not-a-kustomization', '- a\n', 'is not a mapping'],
    [
      'several-documents',
      'resources:\n- a\n---\nresources:\n- b\n',
      'holds 2 YAML documents (line 1, line 4)',
    ],
    ['several-documents', 'resources:\n- a\n---\napiVersion: v1\n', 'holds 2 YAML documents'],
    ['several-documents', '---\n# nothing\n---\nresources:\n- b\n', 'kustomize reads the first only'],
    ['duplicate-resources', 'resources:\n- a\nimages: []\nresources:\n- b\n', '2 times (lines 1, 4)'],
    ['not-yaml', 'images: []\nimages: []\n', 'line 2 is not valid YAML (duplicate key)'],
    [
      'conflict-marker',
      'resources:\n<<<<<<< HEAD\n- a\n=======\n- b\n>>>>>>> other\n',
      'line 2 is a git conflict marker',
    ],
    ['invisible-character', 'resour\u200bces:\n- a\n', 'the key "resour<U+200B>ces"'],
    // Deeper than js-yaml goes: what two parsers do not read alike is not edited.
    [
      'cannot-edit',
      `resources: [a]\nx: ${'['.repeat(120)}${']'.repeat(120)}\n`,
      'add it to resources: by hand',
    ],
    ['resources-not-a-list', 'resources: a.yaml\n', 'a single value as resources'],
    ['resources-not-a-list', 'resources:\n  a: b\n', 'a mapping as resources'],
    ['resources-not-a-list', 'crds: &c [a]\nresources: *c\n', 'an alias as resources'],
    ['resources-not-a-list', 'resources:\n- name: x\n', 'line 2 has an item in resources that is no path'],
  ])('%s: %j', (code, text, message) => {
    expect(() => addResource(text, 'database', PATH)).toThrow(Refusal);
    expect(() => addResource(text, 'database', PATH)).toThrow(`${PATH}: `);
    expect(() => addResource(text, 'database', PATH)).toThrow(message);
    expect(() => addResource(text, 'database', PATH)).toThrow(`(${code})`);
  });

  test.each([
    '',
    '.',
    './',
    ' database',
    '/etc',
    'C:\\db',
    'data\nbase',
    'data\u200bbase',
    'database\\statefulset.yaml',
  ])('the entry %j', (entry) => {
    expect(() => addResource('resources:\n- a\n', entry, PATH)).toThrow('(bad-entry)');
  });

  test('a second document with comments only is none', () => {
    expect(addResource('resources:\n- a\n---\n# the end\n', 'database', PATH).text).toBe(
      'resources:\n- a\n- database\n---\n# the end\n',
    );
  });
});

describe('several entries at once come out as one by one', () => {
  test.each([
    ['behind the last', ['a.yaml', 'x/', 'y', './a.yaml', 'y/'], 'resources:\n- a.yaml\n# - b.yaml\n# end\n'],
    [
      'each at its commented line',
      ['y', 'b.yaml', 'x'],
      'resources:\r\n  - a.yaml\r\n  # - b.yaml\r\n#  - x\r\n',
    ],
    ['in a flow list', ['x', 'y'], 'resources: [a]\n'],
    ['where there is none', ['x', 'y', 'z'], 'kind: Kustomization'],
    ['under a heading', ['y', 'x', 'z'], 'resources:\n# x\n- a\n# Else\n- b\n'],
    ['under a heading at the end', ['y', 'x'], 'resources:\n  - a\n  # x\n\n'],
    ['not where bases list them', ['x', 'y', 'z'], 'bases: [z]\nresources:\n- a\n'],
    ['none', [], 'resources: []\n'],
  ])('%s', (_, entries, text) => {
    const edited = addResources(text, entries, PATH);
    const oneByOne = entries.reduce((done, entry) => addResource(done, entry, PATH).text, text);
    const sorted = (one: string): string[] => one.split('\n').sort();
    expect(sorted(edited.text)).toEqual(sorted(oneByOne));
    expect(addResources(edited.text, entries, PATH).text).toBe(edited.text);
  });

  test('and are refused together', () => {
    expect(() => addResources('resources: []\n', ['a', '/b'], PATH)).toThrow('(bad-entry)');
  });
});
