import { randomBytes } from 'node:crypto';
import { whenDone } from './cleanup';
import { run } from './command';
import { ask, Game } from './game';
import { Namespace } from './namespace';
import { NodeShell } from './node-shell';

/** Of what is in no namespace, and so is everybody's. */
const own = `sqlite-storage-${randomBytes(3).toString('hex')}`;

async function field(namespace: Namespace, object: string, path: string): Promise<string> {
  return (await namespace.kubectl(['get', object, '-o', `jsonpath=${path}`])).stdout;
}

test('claims are bound to what declared classes give: a driver’s volume, which grows, and a folder of the node', async () => {
  const namespace = await Namespace.create('sqlite-storage');
  const hostname = (await run('kubectl', ['get', 'nodes', '-o', 'jsonpath={.items[0].metadata.name}']))
    .stdout;
  const node = await NodeShell.open(hostname);
  const folder = `/var/tmp/${own}`;
  await node.run(`mkdir "$NODE${folder}"`);
  whenDone(async () => {
    await run('kubectl', [
      'delete',
      'storageclass,persistentvolume',
      '--selector',
      `test=${own}`,
      '--ignore-not-found',
      '--wait=false',
    ]);
    await node.run(`rm -rf "$NODE${folder}"`);
  });
  const game = await Game.copy();
  const program = (size: number): string => `
    const storage = new Chart(app, 'storage', { labels: { test: '${own}' } });
    new StorageClass(storage, '${own}-fast', { provisioner: 'loop.csi.local', reclaimPolicy: 'Delete' });
    new StorageClass(storage, '${own}-local', { provisioner: StorageClass.MANUAL });
    new LocalVolume(storage, '${own}', {
      claim: { name: 'matchmaking-db-pvc', namespace: '${namespace.name}' },
      node: '${hostname}',
      path: '${folder}',
      size: Size.gibibytes(1),
      storageClass: '${own}-local',
    });
    new SqliteVolume(app, 'auth-db', {
      workload: 'auth',
      storage: { size: Size.mebibytes(${size}), storageClass: '${own}-fast' },
    });
    new SqliteVolume(app, 'matchmaking-db', { workload: 'matchmaking', storage: { storageClass: '${own}-local' } });
  `;
  await game.program(program(300));
  await game.synth();
  const overlay = await game.overlay();
  expect((await namespace.apply(overlay)).stderr).toBe('');
  await namespace.rolledOut('deployment/auth', 'deployment/matchmaking');
  await ask(namespace, 'auth', 'players', { name: 'Ada' });
  await ask(namespace, 'matchmaking', 'tickets', { player: 'Ada' });
  expect(await field(namespace, 'pvc/matchmaking-db-pvc', '{.spec.volumeName}')).toBe(own);
  expect(await node.run(`ls "$NODE${folder}"`)).toContain('db.sqlite');

  await game.program(program(400));
  await game.synth();
  await namespace.apply(overlay);
  while ((await field(namespace, 'pvc/auth-db-pvc', '{.status.capacity.storage}')) !== '400Mi');
  expect(await ask(namespace, 'auth', 'players')).toEqual({ players: ['Ada'] });
});

test('a snapshot has what was there when it was first applied, and a new claim starts from it', async () => {
  const namespace = await Namespace.create('sqlite-snapshot');
  const game = await Game.copy();
  const synth = async (more: string): Promise<void> => {
    await game.program(`
      new SqliteVolume(app, 'auth-db', { workload: 'auth', snapshots: ['before-v2'], ${more} });
    `);
    await game.synth();
    expect((await namespace.apply(await game.overlay())).stderr).toBe('');
    await namespace.rolledOut('deployment/auth');
  };
  await game.program("new SqliteVolume(app, 'auth-db', { workload: 'auth' });");
  await game.synth();
  await namespace.apply(await game.overlay());
  await namespace.rolledOut('deployment/auth');
  await ask(namespace, 'auth', 'players', { name: 'Ada' });

  await synth("snapshotClass: 'standard'");
  const ready = ['wait', 'volumesnapshot/auth-db-before-v2', '--for=jsonpath={.status.readyToUse}=true'];
  await namespace.kubectl([...ready, '--timeout=60s']);
  await ask(namespace, 'auth', 'players', { name: 'Bob' });

  await synth(
    "snapshotClass: 'standard', claimName: 'restored', storage: { fromSnapshot: 'auth-db-before-v2' }",
  );
  expect(await ask(namespace, 'auth', 'players')).toEqual({ players: ['Ada'] });
});
