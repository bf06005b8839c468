import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { examples } from '../docs/documents';
import { run as runProgram } from '../command-line';
import { create, createWithServer, inBucket, s3Server } from './backup-stores';
import { ChatClient } from './chat-client';
import { run } from './command';
import { Example } from './example';
import { Namespace } from './namespace';
import { program } from './own-database';
import { PROJECT } from './project';
import { serviceUrl } from './service-proxy';
import { temporaryFolder } from './temporary-folder';

const SECRET = 'backup-credentials';
const BUCKET = 'shop-backups';

const main = (endpoint: string): string =>
  program(`{
    backup: { to: ${inBucket(BUCKET, { endpoint, secret: SECRET })} },
    storage: { size: Size.mebibytes(400) },
    resources: { cpuRequest: 0.05 },
  }`);

/** A repository that deploys the example by an overlay, with all of it committed. */
async function repositoryIn(folder: string, endpoint: string): Promise<string> {
  const example = await Example.copyTo(folder);
  const { repository } = example;
  await writeFile(join(repository, 'main.ts'), main(endpoint));
  await writeFile(join(repository, 'cdk8s.yaml'), 'app: npx cdk8s-database synth main.ts\n');
  await example.synth('some-password', '--in-place');
  const production = join(repository, 'k8s', 'overlays', 'production');
  await cp(await example.overlay(), production, { recursive: true });
  await rm(join(repository, 'k8s', 'test'), { recursive: true });
  const file = join(production, 'kustomization.yaml');
  await writeFile(file, (await readFile(file, 'utf8')).replace('../base', '../../base'));
  const git = async (...args: string[]): Promise<void> => {
    await run('git', ['-c', 'user.name=me', '-c', 'user.email=me@example.com', ...args], { cwd: repository });
  };
  await git('init', '--quiet');
  await git('add', '--all');
  await git('commit', '--quiet', '--message=all of it');
  return repository;
}

test('docs/cluster-gone.md: from the repository and the bucket to a row that the application reads', async () => {
  const outside = await Namespace.create('outside');
  const [secret, ...server] = s3Server(SECRET, BUCKET) as [
    { stringData: Record<string, string> },
    ...object[],
  ];
  await createWithServer(outside, secret, ...server);
  const folder = await temporaryFolder();
  const repository = await repositoryIn(folder, `http://s3.${outside.name}:7070`);

  const before = await Namespace.create('gone');
  await create(before, secret);
  await before.apply(join(repository, 'k8s', 'overlays', 'production'));
  await before.rolledOut('statefulset/database', 'deployment/backend');
  await new ChatClient(await serviceUrl(before, 'backend-service', 8000)).chat('reader', 'Is this kept?');
  const { KUBECONFIG = '' } = process.env;
  const backup = ['backup', 'now', '--apply', '--namespace', before.name];
  const made = runProgram(backup, { environment: { KUBECONFIG } });
  expect(`${made.status} ${made.stderr}`).toMatch(/^0 /);
  await before.kubectl(['delete', 'namespace', before.name, '--timeout=100s']);

  const laptop = await temporaryFolder();
  const bin = join(laptop, 'node_modules', '.bin');
  await mkdir(bin, { recursive: true });
  await symlink(join(PROJECT, 'bin', 'cdk8s-database.js'), join(bin, 'cdk8s-database'));
  await symlink(PROJECT, join(laptop, 'node_modules', 'cdk8s-database'));
  const started = performance.now();
  const commands = examples('bash').filter(({ document }) => document === 'docs/cluster-gone.md');
  expect(commands.length).toBeGreaterThan(3);
  const { stdout } = await before.explained(
    run('bash', ['-euo', 'pipefail', '-c', commands.map(({ text }) => text).join('')], {
      cwd: laptop,
      env: { ...secret.stringData, NAMESPACE: before.name, REPOSITORY: repository },
    }),
  );
  const client = new ChatClient(await serviceUrl(before, 'backend-service', 8000));
  const questions = (await client.history('reader')).map(({ question }) => question);
  const seconds = Math.round((performance.now() - started) / 1000);
  console.info(`from the repository and the bucket to a row read by the application: ${seconds} s`);
  expect(questions).toEqual(['Is this kept?']);
  expect(stdout).toMatch(/^the backup \d{8}T\d{6}Z is restored with \d+ rows? in \d+ s/m);
}, 400_000);
