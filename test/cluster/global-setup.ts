import { randomBytes } from 'node:crypto';
import { access, constants } from 'node:fs/promises';
import { delimiter, dirname, join, resolve } from 'node:path';
import { run } from './command';
import { startEngine } from './engine';
import { PROJECT } from './project';
import { RUN_VARIABLE } from './test-run';

/** A cluster that runs, a program that is built; the tests' processes inherit where both are. */
export default async function globalSetup(): Promise<void> {
  const [kubeconfig] = await Promise.all([startCluster(), buildProgram(), findShellcheck()]);
  process.env['KUBECONFIG'] = kubeconfig;
  process.env['PATH'] = [join(dirname(kubeconfig), 'bin'), process.env['PATH']].join(delimiter);
  process.env[RUN_VARIABLE] = randomBytes(4).toString('hex');
  await run('kubectl', ['get', 'namespace', 'default']);
}

async function startCluster(): Promise<string> {
  const up = resolve(process.env['CLUSTER_UP'] ?? join(PROJECT, '..', 'shared', 'cluster', 'up'));
  const { stdout } = await startEngine(
    up,
    `no cluster: ${up} is not a program. Set CLUSTER_UP to one that starts a Kubernetes and prints its kubeconfig's path as the last line`,
  );
  const kubeconfig = stdout.trimEnd().split('\n').at(-1) ?? '';
  await access(kubeconfig, constants.R_OK).catch(() => {
    throw new Error(`${up} has to print its kubeconfig's path as the last line; it printed "${kubeconfig}"`);
  });
  return kubeconfig;
}

async function buildProgram(): Promise<void> {
  await run(process.execPath, ['scripts/build.mjs'], { cwd: PROJECT });
}

async function findShellcheck(): Promise<void> {
  await run('shellcheck', ['--version']).catch(() => {
    throw new Error('shellcheck is missing: run test/cluster/setup.sh, or install it');
  });
}
