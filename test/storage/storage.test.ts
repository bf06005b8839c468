import { Chart, Size } from 'cdk8s';
import { loadAll } from 'js-yaml';
import { LocalVolume, StorageClass, type GitOpsApp } from '../../src/index';
import { CHATBOT } from '../fixtures/chatbot';
import { problemsOf, synthesize } from '../in-process';
import { TemporaryRepository } from '../temporary-repository';

function storage(app: GitOpsApp): void {
  const chart = new Chart(app, 'storage', { namespace: 'game' });
  new StorageClass(chart, 'fast-ssd', { provisioner: 'ebs.csi.aws.com', parameters: { type: 'gp3' } });
  new StorageClass(chart, 'standard', { provisioner: StorageClass.MANUAL });
  new LocalVolume(chart, 'auth-db', {
    claim: { name: 'auth-db-pvc', namespace: 'game' },
    node: 'node-1',
    path: '/mnt/disks/auth-db',
    size: Size.gibibytes(1),
    storageClass: 'standard',
  });
}

test('classes wait for the first pod and grow where a driver can; neither they nor volumes are in a namespace', () => {
  const repository = new TemporaryRepository(CHATBOT);
  synthesize(repository, { compose: storage });
  const [fast, standard] = loadAll(repository.read('k8s/base/storage/storageclass.yaml')) as object[];
  expect(fast).toMatchObject({
    allowVolumeExpansion: true,
    metadata: { name: 'fast-ssd' },
    parameters: { type: 'gp3' },
    provisioner: 'ebs.csi.aws.com',
    reclaimPolicy: 'Retain',
    volumeBindingMode: 'WaitForFirstConsumer',
  });
  expect(standard).toMatchObject({
    metadata: { name: 'standard' },
    provisioner: 'kubernetes.io/no-provisioner',
  });
  expect(standard).not.toHaveProperty('allowVolumeExpansion');
  expect(loadAll(repository.read('k8s/base/storage/persistentvolume.yaml'))).toMatchObject([
    {
      metadata: { name: 'auth-db' },
      spec: {
        capacity: { storage: '1Gi' },
        claimRef: { name: 'auth-db-pvc', namespace: 'game' },
        local: { path: '/mnt/disks/auth-db' },
        nodeAffinity: {
          required: {
            nodeSelectorTerms: [
              { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['node-1'] }] },
            ],
          },
        },
        persistentVolumeReclaimPolicy: 'Retain',
        storageClassName: 'standard',
      },
    },
  ]);
  for (const file of ['storageclass.yaml', 'persistentvolume.yaml']) {
    expect(repository.read(`k8s/base/storage/${file}`)).not.toMatch(/^ {2}namespace:/m);
  }
});

test('what the API server would refuse is refused, all at once', () => {
  const problems = problemsOf(new TemporaryRepository(CHATBOT), {
    compose: (app) => {
      const chart = new Chart(app, 'storage');
      new StorageClass(chart, 'Fast', { provisioner: 'not a driver' });
      new StorageClass(chart, 'slow', { provisioner: StorageClass.MANUAL, parameters: { type: 'gp3' } });
      new LocalVolume(chart, 'Volume', {
        claim: { name: 'a', namespace: 'b' },
        node: 'c',
        path: 'mnt/..',
        size: Size.gibibytes(1),
        storageClass: 'slow',
      });
      new LocalVolume(chart, 'other', {
        claim: { name: 'a_b', namespace: 'b' },
        node: 'c',
        path: '/mnt',
        size: Size.gibibytes(1),
        storageClass: '12:30:45',
      });
    },
  });
  expect(problems.map(({ message }) => /^\S+ \S+ \S+/.exec(message)?.[0])).toEqual([
    '"Fast" is not',
    'provisioner is "not',
    'parameters are for',
    '"Volume" is not',
    'path is "mnt/..";',
    '"12:30:45" is not',
    '"a_b" is not',
  ]);
});
