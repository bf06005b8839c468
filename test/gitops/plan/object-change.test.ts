import { objectChanges, objectChangesIn } from '../../../src/gitops/plan/object-change';

const object = (kind: string, name: string, more = {}): object => ({ kind, metadata: { name }, ...more });

test('an object is found again by its kind and its name, and what is no object is none', () => {
  const [old, now] = [object('Secret', 'a', { data: {} }), object('Secret', 'a', { data: { b: 'Yw==' } })];

  expect(objectChanges('x.yaml', [old, object('Job', 'gone'), undefined, 'text', {}], [now])).toEqual([
    { kind: 'Secret', name: 'a', path: 'x.yaml', before: old, after: now },
    { kind: 'Job', name: 'gone', path: 'x.yaml', before: object('Job', 'gone'), after: undefined },
  ]);
});

test('of a new file nothing is taken away; of one that nobody can read nothing is known', () => {
  const after = Buffer.from('kind: Job\nmetadata: { name: a }\n');
  const broken = Buffer.from('<<<<<<< HEAD\nkind: Job\n=======\n');

  expect(objectChangesIn([{ path: 'job.yaml', before: undefined, after }])).toEqual([]);
  expect(objectChangesIn([{ path: 'job.yaml', before: broken, after }])).toMatchObject([
    { before: undefined },
  ]);
});
