import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkov } from './checkers/checkov';
import { isExcepted } from './checkers/exceptions';
import type { Verdict } from './checkers/finding';
import { kubeScore } from './checkers/kube-score';
import { kubeconform } from './checkers/kubeconform';
import { nameOf, parse } from './checkers/manifests';
import { schemaVersions, writeSchemas } from './checkers/schemas';
import { run } from './command';
import { Game } from './game';
import { Namespace } from './namespace';
import { temporaryFolder } from './temporary-folder';

/** Both services, one with a folder of an NFS server, the other with a bucket. */
const STATEMENTS = `
  new SqliteVolume(app, 'auth-db', {
    workload: 'auth',
    backup: { to: BackupStore.nfs({ server: 'nas.example.com', path: '/exports/game' }) },
  });
  new SqliteVolume(app, 'matchmaking-db', {
    workload: 'matchmaking',
    backup: { to: BackupStore.s3({ endpoint: 'https://s3.example.com', bucket: 'game', credentialsSecret: 'a' }) },
  });
  const storage = new Chart(app, 'storage');
  new StorageClass(storage, 'checked-fast', { provisioner: 'loop.csi.local' });
  new LocalVolume(storage, 'checked-volume', {
    claim: { name: 'a', namespace: 'b' },
    node: 'node-1',
    path: '/mnt/disks/a',
    size: Size.gibibytes(1),
    storageClass: 'checked-manual',
  });
`;

let rendered: string;
let application: ReadonlySet<string>;
let base: string;

beforeAll(async () => {
  const game = await Game.copy();
  ({ base } = game);
  application = new Set(parse(await kustomize()).map(nameOf));
  await game.program(STATEMENTS);
  await game.synth();
  rendered = await kustomize();
});

async function kustomize(): Promise<string> {
  return (await run('kubectl', ['kustomize', base])).stdout;
}

async function judge(check: (file: string, folder: string) => Promise<Verdict>): Promise<Verdict> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'manifests.yaml'), rendered);
  return await check(join(folder, 'manifests.yaml'), folder);
}

test.each([
  ['kube-score', kubeScore],
  ['checkov', checkov],
])('%s has nothing to say that has no reason', async (_, check) => {
  const { checked, findings } = await judge(check);
  expect([...checked]).toEqual(
    expect.arrayContaining(['CronJob auth-db-backup', 'CronJob matchmaking-db-restore']),
  );
  expect(findings.filter((finding) => !application.has(finding.object) && !isExcepted(finding))).toEqual([]);
});

test('every field is one that each version from 1.28 on knows', async () => {
  for (const version of await schemaVersions()) {
    const { checked, findings } = await judge(async (file, folder) => {
      await writeSchemas(folder, version, parse(rendered));
      return await kubeconform(file, folder, version);
    });
    expect(findings).toEqual([]);
    expect(checked.size).toBe(parse(rendered).length);
  }
});

test('the API server takes all of it, and Pod Security "restricted" each pod of a Job', async () => {
  const namespace = await Namespace.create('sqlite-checkers');
  const dryRun = ['apply', '--dry-run=server', '--validate=strict', '-f', '-'];
  const { stdout, stderr } = await namespace.kubectl(dryRun, { input: rendered });
  expect(stderr).toBe('');
  expect(stdout.trim().split('\n')).toHaveLength(parse(rendered).length);
});
