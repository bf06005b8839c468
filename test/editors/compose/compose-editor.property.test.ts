import fc from 'fast-check';
import { load } from 'js-yaml';
import {
  removeComposeEntry,
  setComposeEntry,
  type ComposeSection,
} from '../../../src/editors/compose/compose-editor';
import { lineDifference } from '../line-difference';

type Data = Record<string, Record<string, unknown> | null | undefined>;

const read = (text: string): Data => (load(text) ?? {}) as Data;

const labels = { 'app.kubernetes.io/managed-by': 'cdk8s-database' };

/** What is written: any data, with what makes it ours. */
const value = fc
  .record(
    {
      image: fc.constantFrom('postgres:16-bookworm', 'a: b', '# c', ''),
      command: fc.array(fc.string({ unit: 'grapheme', maxLength: 6 }), { maxLength: 3 }),
      environment: fc.dictionary(
        fc.stringMatching(/^[A-Z_]{1,6}$/),
        fc.oneof(
          fc.string({ maxLength: 8 }),
          fc.constantFrom('a\nb\n', '\n\n', 'yes', '1e3', '$$x', 'no\n '),
        ),
        { maxKeys: 3 },
      ),
      healthcheck: fc.record({ test: fc.constant(['CMD', 'x']), interval: fc.constant('5s') }),
      cpus: fc.constantFrom(1, 0.5),
      read_only: fc.boolean(),
    },
    { requiredKeys: ['image'] },
  )
  .map((service) => ({ ...service, labels }));

const comment = fc.constantFrom(
  [],
  [],
  [],
  ['  # a comment'],
  ['# at the margin'],
  ['#   commented: line'],
  [''],
);

/** One service or volume as people write it: lines without their indentation. */
const entry = fc.constantFrom<readonly string[]>(
  ['image: web', 'ports:', '- "80:80"'],
  ['image: web', 'ports:', '  - "80:80" # web', '  - 81:81'],
  ['build: .', 'environment:', '  A: "x # y"', '  B:'],
  ['build: {context: ., args: {a: 1}}', '# restart: always'],
  ['<<: *common', 'command: ["a", "b"]'],
  ['command: |', '  a', '', '  b # no comment'],
  ['command: >-', '    a', '    b', 'restart: "no"'],
);

const section = fc.record({
  name: fc.constantFrom<ComposeSection>('services', 'volumes', 'networks', 'configs'),
  body: fc.oneof(
    { weight: 5, arbitrary: fc.array(fc.tuple(entry, comment), { minLength: 1, maxLength: 3 }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '',
        ' {}',
        ' ~',
        ' # nothing',
        ' { web: {image: web} }',
        ' {a: , b: {}} # c',
      ),
    },
  ),
  note: fc.constantFrom('', '', ' # note'),
});

const file = fc
  .record({
    bom: fc.constantFrom('', '\ufeff'),
    start: fc.constantFrom([], ['---'], ['# mine', ''], ['version: "3.8"', ''], ['name: chat']),
    step: fc.constantFrom('  ', '    ', ' '),
    sections: fc.uniqueArray(section, { selector: ({ name }) => name, maxLength: 4 }),
    gap: fc.constantFrom([], [''], ['', '# the next section']),
    between: fc.constantFrom([], ['']),
    eol: fc.constantFrom('\n', '\r\n'),
    end: fc.constantFrom('', '\n', '\n\n', '\n# the end\n'),
  })
  .map(({ bom, start, step, sections, gap, between, eol, end }) => {
    const all = sections.flatMap(({ name, body, note }) => {
      if (typeof body === 'string') return [`${name}:${body}`, ...gap];
      const entries = body.flatMap(([lines, behind], index) => [
        ...(index > 0 ? between : []),
        `${step}${name[0] ?? ''}${index}:${note}`,
        ...lines.map((line) => `${step}${step}${line}`.trimEnd()),
        ...behind,
      ]);
      return [`${name}:`, ...entries, ...gap];
    });
    const text = [...start, 'x-common: &common', `${step}restart: always`, ...gap, ...all].join('\n') + end;
    return bom + text.replaceAll('\n', eol);
  });

test('whatever the file: the one entry comes in, and no other data, byte or line end changes', () => {
  fc.assert(
    fc.property(
      file,
      fc.constantFrom<ComposeSection>('services', 'volumes', 'networks', 'configs'),
      value,
      value,
      (text, section, first, second) => {
        const before = read(text);
        const { text: edited } = setComposeEntry(text, section, 'test-db', first, 'compose.yaml');
        expect(read(edited)).toEqual({ ...before, [section]: { ...before[section], 'test-db': first } });

        // A line goes only where it was the section's own, and held nothing.
        const { removed } = lineDifference(text, edited);
        expect(removed.length).toBeLessThanOrEqual(1);
        for (const line of removed) {
          const isSection = new RegExp(`^\ufeff?${section}: ?([{~]|$)`).test(line);
          if (text.endsWith(line) && !line.endsWith('\n') && !isSection) expect(edited).toContain(line);
          else expect(isSection).toBe(true);
        }
        expect(edited.endsWith('\n')).toBe(text.endsWith('\n'));
        if (text.includes('\r\n')) expect(edited.replaceAll('\r\n', '')).not.toContain('\n');
        else expect(edited.replace(/"(?:\\.|[^"])*"/g, '')).not.toContain('\r');

        expect(setComposeEntry(edited, section, 'test-db', first, 'compose.yaml').text).toBe(edited);
        // Taken out again, it leaves no trace, but for a section that was empty.
        const gone = removeComposeEntry(edited, section, 'test-db', 'compose.yaml').text;
        const had = before[section];
        if (!(section in before) || Object.keys(had ?? {}).length > 0) expect(gone).toBe(text);
        expect({ ...read(gone), [section]: null }).toEqual({ ...before, [section]: null });
        expect(read(gone)[section] ?? {}).toEqual(had ?? {});

        // What is replaced reads as if it had been there from the beginning.
        const replaced = setComposeEntry(edited, section, 'test-db', second, 'compose.yaml').text;
        expect(replaced).toBe(setComposeEntry(text, section, 'test-db', second, 'compose.yaml').text);
      },
    ),
    { numRuns: 400 },
  );
});
