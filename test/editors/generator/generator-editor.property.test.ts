import fc from 'fast-check';
import { load } from 'js-yaml';
import { setEnvFileValue, readEnvFile } from '../../../src/editors/generator/env-file';
import { findGenerators, setGeneratorLiteral } from '../../../src/editors/generator/generator-editor';
import { Refusal } from '../../../src/text/refusal';
import { lineDifference } from '../line-difference';
import { envText, KEY, kustomization, value } from './kustomizations';

const PATH = 'k8s/base/kustomization.yaml';

test('whatever the kustomization and the value: the one literal changes, and no other byte or line end', () => {
  fc.assert(
    fc.property(kustomization, value, ({ text, eol }, wanted) => {
      const { text: edited, warnings } = setGeneratorLiteral(
        text,
        { key: KEY, name: 'backend' },
        wanted,
        PATH,
      );

      const [old, now] = [text, edited].map((one) => findGenerators(one, PATH));
      expect(now?.[0]?.literals.find(({ key }) => key === KEY)?.value).toBe(wanted);
      expect(now?.map(withoutKey)).toEqual(old?.map(withoutKey));
      expect(restOf(edited)).toEqual(restOf(text));

      const { removed, added } = lineDifference(text, edited);
      expect(removed.length).toBeLessThanOrEqual(2);
      expect(added.length).toBeLessThanOrEqual(2);
      expect(edited.endsWith('\n')).toBe(text.endsWith('\n'));
      if (eol === '\r\n') expect(edited.replaceAll('\r\n', '')).not.toContain('\n');
      if (wanted.length > 12) expect(JSON.stringify(warnings)).not.toContain(wanted);

      expect(setGeneratorLiteral(edited, { key: KEY }, wanted, PATH).text).toBe(edited);
    }),
    { numRuns: 500 },
  );
});

test('whatever the env file and the value: the one line changes, or it is refused', () => {
  fc.assert(
    fc.property(envText, value, (text, wanted) => {
      const set = (from: string): string => setEnvFileValue(from, KEY, wanted, '.env').text;
      if (/[\n\r]/.test(wanted)) {
        expect(() => set(text)).toThrow(Refusal);
        return;
      }
      const edited = set(text);
      expect(readEnvFile(edited, '.env')).toEqual(
        readEnvFile(text, '.env').map((line) => (line.key === KEY ? { ...line, value: wanted } : line)),
      );
      const { removed, added } = lineDifference(text, edited);
      expect([removed.length, added.length]).toEqual(edited === text ? [0, 0] : [1, 1]);
      expect(set(edited)).toBe(edited);
    }),
    { numRuns: 500 },
  );
});

function withoutKey(generator: ReturnType<typeof findGenerators>[number]): unknown {
  return {
    ...generator,
    line: undefined,
    literals: generator.literals.filter(({ key }) => key !== KEY).map(({ key, value: held }) => [key, held]),
  };
}

/** By a parser that the editor does not place its edits by. */
function restOf(text: string): unknown {
  const said = JSON.stringify(load(text.replace(/^\ufeff/, '')));
  return JSON.parse(said, (key, held: unknown) =>
    typeof held === 'string' && held.startsWith(`${KEY}=`) ? KEY : held,
  ) as unknown;
}
