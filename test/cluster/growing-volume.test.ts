import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DatabasePod } from './database-pod';
import { ownDatabase, program } from './own-database';
import type { Namespace } from './namespace';

const PASSWORD = 'some-password';
const storage = (size: string): string =>
  `{ storage: { size: Size.mebibytes(${size}), storageClass: 'standard' }, resources: { cpuRequest: 0.05 } }`;

async function get(namespace: Namespace, object: string, path: string): Promise<string> {
  return (await namespace.kubectl(['get', object, '-o', `jsonpath=${path}`])).stdout;
}

/** Of the file system that the data is on. */
async function mebibytes(pod: DatabasePod): Promise<number> {
  const df = await pod.run('df', '--block-size=1M', '--output=size', '/var/lib/postgresql/data');
  return Number(df.split('\n').at(-1));
}

test('a volume grows under the running server; what Kubernetes refuses of it, a synth does', async () => {
  const { namespace, example, pod } = await ownDatabase('growing', storage('600'));
  await pod.sql('create table kept as select generate_series(1, 1000) as n');
  const uid = await get(namespace, 'pod/database-0', '{.metadata.uid}');
  const before = await mebibytes(pod);

  await writeFile(join(example.repository, 'main.ts'), program(storage('900')));
  await example.synth(PASSWORD, '--in-place');
  await namespace.apply(join(example.base, 'database'));
  while ((await get(namespace, 'pvc/database-data-16', '{.status.capacity.storage}')) !== '900Mi')
    await sleep(200);
  expect((await mebibytes(pod)) - before).toBeGreaterThan(200);
  expect(await get(namespace, 'pod/database-0', '{.metadata.uid}')).toBe(uid);
  expect(await pod.sql('select count(*) from kept')).toBe('1000');

  await writeFile(join(example.repository, 'main.ts'), program(storage('600')));
  await expect(example.synth(PASSWORD, '--in-place')).rejects.toThrow(
    'requests 900Mi, but main.ts has 600Mi',
  );
  await example.synth(PASSWORD, '--in-place', '--force');
  await expect(namespace.apply(join(example.base, 'database'))).rejects.toThrow(/field can not be less than/);
});
