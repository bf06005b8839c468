import * as fc from 'fast-check';
import type { Mapping } from '../../../../src/text/mapping';
import { objectDifference, patched } from '../../../../src/gitops/synth/overlay/object-difference';

const json = fc
  .dictionary(fc.constantFrom('a', 'b', 'c/d', 'e~f', ''), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 4 })
  // As a file has it, which knows no -0.
  .map((value) => JSON.parse(JSON.stringify(value)) as Mapping)
  // Which no object of Kubernetes has, and no object of JavaScript as its own.
  .filter((value) => !JSON.stringify(value).includes('__proto__'));

test('the operations make one object of the other, their tests included', () => {
  fc.assert(
    fc.property(json, json, (before, after) => {
      expect(patched(before, objectDifference(before, after))).toEqual(after);
    }),
    { numRuns: 2000 },
  );
});

const container = (memory: string): Mapping => ({
  containers: [
    { name: 'postgres', memory },
    { name: 'exporter', memory: '64Mi' },
  ],
});

test('what is in a list is not changed where something else stands there', () => {
  const operations = objectDifference(container('512Mi'), container('1Gi'));
  expect(operations).toEqual([
    { op: 'test', path: '/containers/0/name', value: 'postgres' },
    { op: 'test', path: '/containers/0/memory', value: '512Mi' },
    { op: 'replace', path: '/containers/0/memory', value: '1Gi' },
  ]);
  expect(patched(container('300Mi'), operations)).toBeUndefined();
});

test('what goes from a list is known by its name', () => {
  const { containers } = container('512Mi') as { containers: Mapping[] };
  expect(objectDifference({ containers }, { containers: containers.slice(1) })).toEqual([
    { op: 'test', path: '/containers/0/name', value: 'postgres' },
    { op: 'remove', path: '/containers/0' },
  ]);
});

test('what is added to an item of a list is for that item alone, asked once', () => {
  const before = { containers: [{ name: 'postgres', limits: { memory: '512Mi' } }] };
  const after = { containers: [{ name: 'postgres', limits: { memory: '512Mi', cpu: '1' }, tty: true }] };
  const operations = objectDifference(before, after);
  expect(operations.filter(({ op }) => op === 'test')).toEqual([
    { op: 'test', path: '/containers/0/name', value: 'postgres' },
  ]);

  const sidecar = { name: 'sidecar', limits: {} };
  expect(patched({ containers: [sidecar, ...before.containers] }, operations)).toBeUndefined();
});
