import { copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { examples } from '../docs/documents';
import { run as runProgram, type Outcome } from '../command-line';
import { ChatClient } from './chat-client';
import { run } from './command';
import { DatabasePod } from './database-pod';
import { Example } from './example';
import { Namespace } from './namespace';
import { program } from './own-database';
import { PROJECT } from './project';
import { serviceUrl } from './service-proxy';
import { temporaryFolder } from './temporary-folder';

const PASSWORD = 'some-password';
const PROPS = `{
  backup: {},
  storage: { size: Size.mebibytes(400) },
  resources: { cpuRequest: 0.05 },
  // Of the version of the pg_dump that the test cluster's images have.
  version: PostgresVersion.V17,
}`;

let namespace: Namespace;
let pod: DatabasePod;
let client: ChatClient;
/** Where a reader has installed the program, and whose kubectl has this namespace. */
let folder: string;
let kubeconfig: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  const example = await Example.copyTo(folder);
  await writeFile(join(example.repository, 'main.ts'), program(PROPS));
  await writeFile(join(example.repository, 'cdk8s.yaml'), 'app: npx cdk8s-database synth main.ts\n');
  await example.synth(PASSWORD, '--in-place');
  namespace = await Namespace.create('restore');
  await namespace.apply(await example.overlay());
  await mkdir(join(folder, 'node_modules', '.bin'), { recursive: true });
  await symlink(
    join(PROJECT, 'bin', 'cdk8s-database.js'),
    join(folder, 'node_modules', '.bin', 'cdk8s-database'),
  );
  kubeconfig = join(folder, 'kubeconfig');
  await copyFile(process.env['KUBECONFIG'] ?? '', kubeconfig);
  const config = ['config', 'set-context', '--current', '--namespace', namespace.name];
  await run('kubectl', config, { env: { KUBECONFIG: kubeconfig } });
  await namespace.rolledOut('statefulset/database', 'deployment/backend');
  pod = new DatabasePod(namespace);
  client = new ChatClient(await serviceUrl(namespace, 'backend-service', 8000));
  await client.chat('reader', 'Is this kept?');
});

/** Runs the command itself, as a person does. */
function command(...parameters: string[]): Outcome {
  const ran = runProgram(parameters, { environment: { KUBECONFIG: kubeconfig } });
  expect(ran.stdout + ran.stderr).not.toContain(PASSWORD);
  return ran;
}

/** Runs the commands of a document, in its order. */
async function documented(document: string, isOne: (line: number, text: string) => boolean): Promise<string> {
  const texts = examples('bash')
    .filter((example) => example.document === document && isOne(example.line, example.text))
    .map(({ text }) => text);
  expect(texts).not.toEqual([]);
  const options = { cwd: folder, env: { KUBECONFIG: kubeconfig } };
  return (await run('bash', ['-euo', 'pipefail', '-c', texts.join('')], options)).stdout;
}

const questions = async (): Promise<string[]> =>
  (await client.history('reader')).map(({ question }) => question);

test('"backup now" makes a backup, and says so when it is in the store', () => {
  const { status, stderr, stdout } = command('backup', 'now', '--apply');
  expect(stderr).toMatch(/^job\.batch\/database-backup-\d{10} created\n/);
  expect(stderr).toMatch(/^backup\.sh: \d{8}T\d{6}Z holds \d+ bytes and was read back whole/m);
  expect(stdout).toMatch(/^the backup \d{8}T\d{6}Z is in the store: .* KiB, read back whole, in \d+ s\n$/);
  expect(status).toBe(0);
});

test('without --apply, "restore" changes nothing and prints a Job that the cluster takes', async () => {
  const { status, stderr, stdout } = command('restore', '--into', 'app_look');
  expect(status).toBe(0);
  expect(stderr).toContain('nothing has changed yet');
  const created = await namespace.kubectl(['create', '--dry-run=server', '-f', '-'], { input: stdout });
  expect(created.stdout).toMatch(/^job\.batch\/database-restore-\d{10} created \(server dry run\)\n$/);
});

test('a restore that would replace rows fails, and says what to give', async () => {
  const { status, stderr } = command('restore', '--apply', '--disconnect');
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /^failed: the database has rows, .* give --replace, .*; the log: kubectl logs job\//m,
  );
  expect(await questions()).toEqual(['Is this kept?']);
});

test('what is not there is refused', () => {
  const wrong: [string[], RegExp][] = [
    [['restore', '--into', 'app'], /--into: "app" is the application's database.*\(restore-into\)/],
    [['restore', '--store', '2'], /--store: is 2; the database "database" has the stores 1 /],
    [['backup', 'now', '--database', 'other'], /no database "other" with backups.*: database;/],
    [['restore', '--to-time', 'latest'], /no database with a WAL archive;.*\(no-archive-there\)/],
    [
      ['restore', '--to-time', '2026-11-29 10:00', '--store', '2'],
      /--store: .*\n.*--to-time: .* no time zone/,
    ],
    [['restore', '--at', 'x', '--store', '0'], /--store: is "0".*\n.*--at: "x" is not a backup/],
  ];
  for (const [parameters, message] of wrong) {
    const { status, stderr } = command(...parameters);
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
  }
});

describe('docs/restore.md', () => {
  const isOfOldDatabase = (line: number): boolean => {
    const old = examples('bash').find(
      ({ document, text }) => document === 'docs/restore.md' && text.startsWith('old='),
    );
    return line >= (old?.line ?? Infinity);
  };

  test('its first part brings back what was lost', async () => {
    await pod.sql('delete from messages');
    await client.chat('reader', 'Is this lost?');
    await documented('docs/restore.md', (line) => !isOfOldDatabase(line));
    expect(await questions()).toEqual(['Is this kept?']);
  }, 300_000);

  test('its second part goes back to the old database, and drops the restored one', async () => {
    await documented('docs/restore.md', isOfOldDatabase);
    // The first part has copied a row to it from the backup.
    expect(await questions()).toEqual(['Is this kept?', 'Is this lost?']);
    expect(await pod.sql("select datname from pg_database where datname !~ 'postgres|template'")).toBe('app');
  }, 300_000);
});

test('docs/backups.md: a dump by hand, and back into an empty database', async () => {
  await documented('docs/backups.md', (_, text) => /^kubectl.* pg_dump/.test(text));
  await pod.sql('drop table messages, conversations');
  await documented('docs/backups.md', (_, text) => /^kubectl.*<backup\.sql/.test(text));
  expect(await pod.sql('select count(*) from messages')).toBe('2');
});
