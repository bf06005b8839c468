import type { Mapping } from '../../../../src/text/mapping';
import { committedIn } from '../../../../src/gitops/synth/overlay/committed-overlay';
import { Overlay } from '../../../../src/gitops/synth/overlay/overlay';
import { addDifference } from '../../../../src/gitops/synth/overlay/overlay-difference';

const claim = (name: string, storage: string): Mapping => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name },
  spec: { resources: { requests: { storage } } },
});
const secret = (name: string, data: Mapping): Mapping => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name },
  data,
});

/** A component's files, as they are read again. */
function written(base: readonly Mapping[], wanted: readonly Mapping[]): Map<string, string> {
  const overlay = new Overlay();
  addDifference(overlay, base, wanted, undefined);
  return new Map([...overlay.files()].map(([name, bytes]) => [name, bytes.toString()]));
}

test.each<[string, Mapping[], Mapping[]]>([
  ['changed', [claim('a.b', '1Gi'), claim('c', '1Gi')], [claim('a.b', '2Gi'), claim('c', '1Gi')]],
  ['removed', [claim('a', '1Gi'), claim('b', '1Gi')], [claim('b', '1Gi')]],
  ['added', [claim('a', '1Gi')], [claim('a', '1Gi'), claim('b', '5Gi')]],
  ['the same', [claim('a', '1Gi')], [claim('a', '1Gi')]],
])('what is %s is read as it was written', (_, base, wanted) => {
  const files = written(base, wanted);
  expect(committedIn(base, 'pvc.yaml', (name) => files.get(name))).toEqual(wanted);
});

test('of a Secret what is changed is merged', () => {
  const files = written(
    [secret('s', { password: 'YQ==', username: 'YQ==' })],
    [secret('s', { password: 'Yg==', username: 'YQ==' })],
  );
  expect(files.get('secret-s-patch.yaml')).not.toContain('username');
  const [read] = committedIn([secret('s', { password: 'YQ==', username: 'YQ==' })], 'secret.yaml', (name) =>
    files.get(name),
  );
  expect(read).toEqual(secret('s', { password: 'Yg==', username: 'YQ==' }));
});

test.each<[string, (file: string) => string | undefined]>([
  ['is not there', () => undefined],
  ['is no YAML', () => ':\n  - : ]'],
  [
    'names a patch that is not there',
    (file) => (file === 'kustomization.yaml' ? 'patches: [{path: a.yaml}]' : undefined),
  ],
])('a component that %s changes nothing', (_, read) => {
  expect(committedIn([claim('a', '1Gi')], 'pvc.yaml', read)).toEqual([claim('a', '1Gi')]);
});

test('a patch that does not fit what is there changes nothing', () => {
  const files = written([claim('a', '1Gi')], [claim('a', '2Gi')]);
  const other = { ...claim('a', '1Gi'), spec: {} };
  expect(committedIn([other], 'pvc.yaml', (name) => files.get(name))).toEqual([other]);
});
