import { cp, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { setTimeout as sleep } from 'node:timers/promises';
import { listAt, mappingAt } from '../../src/text/mapping';
import { examples } from '../docs/documents';
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

test('the Job of docs/extending.md reads statistics as its own role, and nothing else', async () => {
  const repository = join(await temporaryFolder(), 'repository');
  await cp(join(PROJECT, 'examples', 'activity'), repository, { recursive: true });
  await symlink(join(PROJECT, 'node_modules'), join(repository, 'node_modules'));
  const program = examples('ts').find(({ text }) => text.includes('class SlowQueries'))?.text ?? '';
  // This cluster has no operator of Prometheus. The report tries what its role may not, and goes on.
  const tried = program
    .replace('monitoring: {},', '')
    .replace('-v ON_ERROR_STOP=1', '')
    .replace(
      'const REPORT = `',
      'const REPORT = `create table public.mine (); select rolpassword from pg_authid; ',
    );
  await writeFile(join(repository, 'main.ts'), tried);
  const synth = [join(PROJECT, 'bin', 'cdk8s-database.js'), 'synth', '--in-place'];
  await run(process.execPath, synth, { cwd: repository });

  const namespace = await Namespace.create('own-job');
  await namespace.apply(join(repository, 'k8s', 'base', 'database'));
  await namespace.rolledOut('statefulset/database');
  const made = await namespace.kubectl(['create', 'job', 'now', '--from=cronjob/database-slow-queries']);
  expect(made.stderr).toBe('');
  await namespace.explained(
    namespace.kubectl(['wait', '--for=condition=complete', 'job/now', '--timeout=60s']),
  );
  const { stdout } = await namespace.kubectl(['logs', 'job/now', '--container=report']);
  expect(stdout).toContain('permission denied for schema public');
  expect(stdout).toContain('permission denied for table pg_authid');
  expect(stdout).toMatch(/milliseconds \| calls \|/);
  expect(stdout).not.toContain('(0 rows)');

  // Else the Job would look for a Service that is called otherwise.
  delete process.env['KUSTOMIZE'];
  const overlay = join(repository, 'k8s', 'overlays', 'staging', 'kustomization.yaml');
  await writeFile(overlay, `namePrefix: eu-\n${await readFile(overlay, 'utf8')}`);
  await expect(run(process.execPath, synth, { cwd: repository })).rejects.toThrow(
    /CronJob eu-database-slow-queries looks for the server at database-service[^]*build-connection/,
  );
});
