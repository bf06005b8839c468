import { cp, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { setTimeout as sleep } from 'node:timers/promises';
import { listAt, mappingAt } from '../../src/text/mapping';
import { run } from './command';
import { Namespace } from './namespace';
import { PROJECT } from './project';
import { temporaryFolder } from './temporary-folder';

/** The lines that the sidecar of examples/activity has written. */
async function logOf(namespace: Namespace): Promise<string> {
  for (;;) {
    const { stdout } = await namespace.kubectl(['logs', 'database-0', '--container=activity-log']);
    if (stdout.includes('|')) return stdout;
    await sleep(500);
  }
}

test('a capability of the user’s own runs beside the server, in the base and in an overlay', async () => {
  const repository = join(await temporaryFolder(), 'repository');
  await cp(join(PROJECT, 'examples', 'activity'), repository, { recursive: true });
  await symlink(join(PROJECT, 'node_modules'), join(repository, 'node_modules'));
  const main = join(repository, 'main.ts');
  const program = await readFile(main, 'utf8');
  await writeFile(main, program.replace('everySeconds: 60', 'everySeconds: 1'));
  await run(process.execPath, [join(PROJECT, 'bin', 'cdk8s-database.js'), 'synth', '--in-place'], {
    cwd: repository,
  });

  const namespace = await Namespace.create('capability');
  await namespace.apply(join(repository, 'k8s', 'base', 'database'));
  await namespace.rolledOut('statefulset/database');
  expect(await logOf(namespace)).toMatch(/^.*\|\s+\d+ \|/m);

  const { stdout } = await run('kubectl', ['kustomize', join(repository, 'k8s', 'overlays', 'staging')]);
  const documents = stdout.split(/^---$/m).map((text) => load(text));
  const server = documents.find((one) => mappingAt(one)['kind'] === 'StatefulSet');
  expect(listAt(mappingAt(server, 'spec', 'template', 'spec'), 'containers')).toMatchObject([
    { name: 'postgres', resources: { limits: { memory: '1Gi' } } },
    { name: 'activity-log' },
  ]);
});
