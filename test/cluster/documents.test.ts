import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { examples } from '../docs/documents';
import { run } from './command';
import { Example } from './example';
import { Namespace } from './namespace';
import { temporaryFolder } from './temporary-folder';

let kubeconfig: string;

beforeAll(async () => {
  const namespace = await Namespace.create('documents');
  const folder = await temporaryFolder();
  const example = await Example.copyTo(folder);
  await example.synth('for-the-documents', '--in-place');
  await namespace.apply(await example.overlay());
  await namespace.rolledOut('statefulset/database', 'deployment/backend');

  // The commands name no namespace: they take the one that a reader's kubectl has.
  kubeconfig = join(folder, 'kubeconfig');
  await copyFile(process.env['KUBECONFIG'] ?? '', kubeconfig);
  await run('kubectl', ['config', 'set-context', '--current', '--namespace', namespace.name], {
    env: { KUBECONFIG: kubeconfig },
  });
});

test.each(examples('console'))('$document, line $line', async ({ text }) => {
  await run('bash', ['-euo', 'pipefail', '-c', text], { env: { KUBECONFIG: kubeconfig } });
});
