import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { CHATBOT, PASSWORD } from '../../fixtures/chatbot';
import { execute, run } from '../../command-line';
import { TemporaryRepository } from '../../temporary-repository';

const PROGRAM = join(__dirname, '..', '..', '..', 'bin', 'cdk8s-database.js');

interface Ended {
  readonly status: number | null;
  readonly stderr: string;
}

/** Starts the program without waiting for its end. */
function start(repository: TemporaryRepository, ...parameters: readonly string[]): Promise<Ended> {
  const running = spawn(process.execPath, [PROGRAM, ...parameters], {
    cwd: repository.root,
    env: { KUSTOMIZE: '', PATH: process.env['PATH'] },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  running.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')));
  return (once(running, 'close') as Promise<[number | null]>).then(([status]) => ({ status, stderr }));
}

/** Another run, as far as the lock goes: holds it until the end of what is called. */
async function whileLocked<T>(repository: TemporaryRepository, work: () => T | Promise<T>): Promise<T> {
  const holder = spawn('flock', ['-x', repository.root, 'sh', '-c', 'echo held; read -r end']);
  await once(holder.stdout, 'data');
  try {
    return await work();
  } finally {
    holder.stdin.end('\n');
    await once(holder, 'exit');
  }
}

function base64(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8');
}

describe('two synths at once, in a repository without passwords', () => {
  const DATABASES = 3;
  const IDS = Array.from({ length: DATABASES }, (_, index) => `db${index}`);

  /**
   * Both synthesize at the same moment, as far as they are let. The one has read when the other begins to write, and
   * that one waits for the end of the first before it writes what the servers are set up with.
   */
  const MAIN = `const fs = require('node:fs');
const { BackendSecret, GitOpsApp, PostgresDatabase } = require('cdk8s-database');
const app = new GitOpsApp();
for (const id of ${JSON.stringify(IDS)}) {
  const database = new PostgresDatabase(app, id);
  new BackendSecret(app, id + '-secret', { file: id + '.yaml', key: 'DATABASE_URL', value: database.url() });
}
const started = () => fs.readdirSync('.').filter((name) => name.startsWith('started-'));
const isFirst = started().length === 0;
fs.writeFileSync('started-' + process.pid, '');
while (started().length < 2);
const rename = fs.renameSync;
const pause = (milliseconds) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
let isPaused = false;
fs.renameSync = (from, to) => {
  const wanted = isFirst ? 'secret.yaml' : 'secrets.json';
  if (!isPaused && to.endsWith(wanted)) {
    isPaused = true;
    pause(isFirst ? 2000 : 800);
  }
  rename(from, to);
};
app.synth();
`;

  function repositoryOf(): TemporaryRepository {
    const secrets = IDS.map((id): [string, string] => [
      `k8s/base/${id}.yaml`,
      `apiVersion: v1\nkind: Secret\nmetadata:\n  name: ${id}\nstringData:\n  DATABASE_URL: changeme\n`,
    ]);
    const kustomization = `resources:\n${IDS.map((id) => `  - ${id}.yaml\n`).join('')}`;
    return new TemporaryRepository({
      'cdk8s.yaml': 'app: npx cdk8s-database synth main.js\n',
      'main.js': MAIN,
      'k8s/base/kustomization.yaml': kustomization,
      ...Object.fromEntries(secrets),
    });
  }

  test('both end well and every database has one password', async () => {
    // GIVEN
    const repository = repositoryOf();
    execute('git', ['init', '--quiet'], { directory: repository.root });

    // WHEN
    const ended = await Promise.all([
      start(repository, 'synth', '--in-place'),
      start(repository, 'synth', '--in-place'),
    ]);

    // THEN
    expect(ended.map(({ status }) => status)).toEqual([0, 0]);
    for (const id of IDS) {
      const application = /:\/\/app:([^@]*)@/.exec(repository.read(`k8s/base/${id}.yaml`))?.[1];
      const server = /^ {2}password: (\S+)/m.exec(repository.read(`k8s/base/${id}/secret.yaml`))?.[1];
      expect(base64(server ?? '')).toBe(application);
    }
    const after = run(['synth', '--check'], { directory: repository.root });
    expect(after).toMatchObject({ status: 0, stdout: 'nothing to change\n' });
    const { stdout } = execute('git', ['status', '--porcelain', '-uall'], { directory: repository.root });
    expect(stdout).not.toMatch(/lock|tmp|\.cdk8s-database\//);
  });
});

describe('a repository that another run is writing to', () => {
  const SECRET = 'k8s/base/backend/secret.yaml';
  const environment = { POSTGRES_PASSWORD: PASSWORD };

  test.each([
    ['synth', ['synth', '--in-place']],
    ['synth to a folder', ['synth']],
    ['upgrade', ['upgrade', '--in-place']],
    ['init', ['init']],
    ['kustomization add', ['kustomization', 'add', 'database', 'k8s/base/kustomization.yaml', '--write']],
    ['secret set', ['secret', 'set', 'DATABASE_URL', SECRET, '--write']],
  ])('is waited for: %s', async (_, parameters) => {
    // GIVEN: the editors find the repository by its .git
    const repository = new TemporaryRepository(CHATBOT);
    execute('git', ['init', '--quiet'], { directory: repository.root });
    const before = repository.tree();
    let ended = false;

    // WHEN
    const running = await whileLocked(repository, async () => {
      const child = spawn(process.execPath, [PROGRAM, ...parameters], {
        cwd: repository.root,
        env: { KUSTOMIZE: '', PATH: process.env['PATH'], ...environment },
        stdio: ['pipe', 'ignore', 'ignore'],
      });
      child.stdin.end('value');
      const exit = (once(child, 'exit') as Promise<[number | null]>).then(([status]) => {
        ended = true;
        return status;
      });
      await new Promise((settle) => setTimeout(settle, 1500));

      // THEN
      expect(ended).toBe(false);
      expect(repository.tree()).toEqual(before);
      return { exit };
    });
    expect(await running.exit).toBe(0);
    expect(repository.tree()).not.toEqual(before);
  });

  test.each([
    ['synth --check', ['synth', '--check'], 1],
    ['synth --dry-run', ['synth', '--dry-run'], 0],
    ['init --dry-run', ['init', '--dry-run'], 0],
    ['environments', ['environments'], 0],
    ['kustomization add', ['kustomization', 'add', 'database', 'k8s/base/kustomization.yaml'], 0],
  ])('can be looked at: %s', async (_, parameters, status) => {
    const repository = new TemporaryRepository(CHATBOT);

    const outcome = await whileLocked(repository, () =>
      run(parameters, { directory: repository.root, environment }),
    );

    expect(outcome).toMatchObject({ status });
  });
});

test('a folder that cannot be locked is said to be one', () => {
  const repository = new TemporaryRepository(CHATBOT);

  const { status, stderr } = run(['synth', '--in-place'], {
    directory: repository.root,
    environment: { PATH: '/nonexistent' },
  });

  expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('util-linux') as string });
});
