import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, watch } from 'node:fs';
import { basename, join } from 'node:path';
import { load } from 'js-yaml';
import { Size } from 'cdk8s';
import { BackendSecret, PostgresDatabase } from '../../../src/index';
import { CHATBOT, chatbot, PASSWORD, secretFile } from '../../fixtures/chatbot';
import { execute } from '../../command-line';
import { changesOf, composition, planOf, synthesize, type Circumstances } from '../../in-process';
import { TemporaryRepository } from '../../temporary-repository';

type FileSystem = typeof import('node:fs');

/** A copy of the module, whose functions can be exchanged. */
jest.mock('node:fs', () => ({ ...jest.requireActual<FileSystem>('node:fs') }));

type Tree = Readonly<Record<string, string>>;

/** Each file is the one or the other as a whole, and what is left half-written is nothing that anyone reads. */
function expectWhole(tree: Tree, ...states: readonly Tree[]): void {
  for (const [path, content] of Object.entries(tree)) {
    if (/\/\.[^/]+\.\d+\.cdk8s-database\.tmp$/.test(path)) continue;
    // An inventory has states of its own on the way; what they are for is seen in the run that follows.
    if (path.endsWith('/.cdk8s-database.json')) JSON.parse(content);
    else if (!states.some((state) => state[path] === content)) {
      throw new Error(`${path} is neither the old nor the new one:\n${content}`);
    }
  }
  // The user's own are there at any moment.
  for (const path of Object.keys(CHATBOT)) {
    if (!path.startsWith('k8s/base/database/')) expect(tree).toHaveProperty([path]);
  }
}

/** Only what is whole is reached, and no temporary file is. */
function expectNoTemporaryResource(tree: Tree): void {
  for (const [path, content] of Object.entries(tree)) {
    if (path.endsWith('/kustomization.yaml')) expect(JSON.stringify(load(content))).not.toContain('.tmp');
  }
}

/** Two compositions, so that from one to the other files are created, updated and deleted. */
const VERSIONS: readonly Circumstances[] = [
  {
    compose: (app) => {
      composition({ replaceDatabase: true }, { resources: { memory: Size.gibibytes(1) } })(app);
      new PostgresDatabase(app, 'history');
    },
  },
  {
    compose: (app) => {
      composition({ replaceDatabase: true }, { user: 'chat', resources: { memory: Size.gibibytes(2) } })(app);
      new PostgresDatabase(app, 'archive');
    },
  },
];

describe('killed before any one call that changes the disk', () => {
  const CALLS = [
    'openSync',
    'closeSync',
    'fchmodSync',
    'fsyncSync',
    'mkdirSync',
    'renameSync',
    'rmSync',
    'writeFileSync',
  ] as const;

  /** Carries WORK out up to its call number LAST, from which on none has an effect. Was it killed? */
  function killedAt(last: number, work: () => void): boolean {
    let count = 0;
    for (const name of CALLS) {
      const real = jest.requireActual<FileSystem>('node:fs')[name] as (...args: unknown[]) => unknown;
      jest.spyOn(jest.requireMock<FileSystem>('node:fs'), name).mockImplementation(((...args: unknown[]) => {
        count += 1;
        if (count > last) throw new Error('killed');
        // Of a content, a part may have reached the disk.
        if (count === last && name === 'writeFileSync') {
          real(args[0], (args[1] as Buffer).subarray(0, 40));
          throw new Error('killed');
        }
        return real(...args);
      }) as never);
    }
    try {
      work();
    } catch (error) {
      if (!(error instanceof Error) || error.message !== 'killed') throw error;
    } finally {
      jest.restoreAllMocks();
    }
    return count >= last;
  }

  /** Kills the way from BEFORE to AFTER at each call; the next run has to lead where an undisturbed one leads. */
  function killEverywhere(start: Tree, next: Circumstances, repaired: Circumstances = next): number {
    const undisturbed = new TemporaryRepository(start);
    synthesize(undisturbed, next);
    const expected = undisturbed.tree();
    for (let call = 1; ; call += 1) {
      const repository = new TemporaryRepository(start);
      const wasKilled = killedAt(call, () => synthesize(repository, next));
      if (!wasKilled) return call;
      const tree = repository.tree();
      expectWhole(tree, start, expected);
      expectNoTemporaryResource(tree);
      synthesize(repository, repaired);
      expect(repository.tree()).toEqual(expected);
      rmSync(repository.root, { recursive: true });
    }
  }

  function latin1(files: Readonly<Record<string, string | Buffer>>): Tree {
    return new TemporaryRepository(files).tree();
  }

  const [FIRST, SECOND] = VERSIONS as [Circumstances, Circumstances];

  test('the first synth', () => {
    const { 'k8s/base/frontend/logo.png': logo, ...start } = latin1(CHATBOT);
    expect(logo).toBeDefined();

    expect(killEverywhere({ ...start, 'k8s/base/frontend/logo.png': 'logo' }, FIRST)).toBeGreaterThan(60);
  });

  test('a synth that creates, updates and deletes', () => {
    const repository = new TemporaryRepository(chatbot({ 'k8s/base/frontend/logo.png': 'logo' }));
    synthesize(repository, FIRST);
    expect(Object.keys(changesOf(planOf(repository, SECOND))).sort()).toEqual(['create', 'delete', 'update']);

    expect(killEverywhere(repository.tree(), SECOND)).toBeGreaterThan(60);
  });

  test('a synth whose password is kept in a file: that of a placeholder is never taken for it', () => {
    const start = latin1({
      ...chatbot({ 'k8s/base/frontend/logo.png': 'logo' }),
      'k8s/base/backend/secret.yaml': secretFile('postgresql://app:pass@database-service:5432/app'),
      '.cdk8s-database/secrets.json': '{\n  "database/credentials": "made-once"\n}\n',
    });

    expect(killEverywhere(start, { password: undefined })).toBeGreaterThan(30);
  });

  test('a synth that rotates the password, and then one that does not know the new one', () => {
    const repository = new TemporaryRepository(chatbot({ 'k8s/base/frontend/logo.png': 'logo' }));
    synthesize(repository, { password: 'the-old-one' });
    const start = repository.tree();

    for (let call = 1; ; call += 1) {
      const killed = new TemporaryRepository(start);
      if (!killedAt(call, () => synthesize(killed, { password: 'the-new-one' }))) break;
      synthesize(killed, { password: undefined });
      // The server and the application agree on one of the two.
      const [one, other] = ['the-old-one', 'the-new-one'].map((password) => {
        const undisturbed = new TemporaryRepository(start);
        synthesize(undisturbed, { password });
        return undisturbed.tree();
      });
      expect([one, other]).toContainEqual(killed.tree());
    }
  });

  test('a synth that writes a file which git ignores: git adds nothing of it', () => {
    // GIVEN a run that ends just before the file has its name
    const killed = new TemporaryRepository(chatbot());
    execute('git', ['init', '--quiet'], { directory: killed.root });
    const fs = jest.requireMock<FileSystem>('node:fs');
    const rename = fs.renameSync;
    jest.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
      if (basename(String(to)) !== '.env.test') rename(from, to);
      else {
        jest.spyOn(fs, 'rmSync').mockImplementation(() => undefined);
        throw new Error('killed');
      }
    });
    const environments = { test: { compose: { service: 'test-db' } } };

    // WHEN
    expect(() => synthesize(killed, { compose: composition({}, { environments }) })).toThrow('killed');
    jest.restoreAllMocks();
    execute('git', ['add', '--all'], { directory: killed.root });

    // THEN
    expect(Object.keys(killed.tree()).filter((path) => path.endsWith('.tmp'))).toHaveLength(1);
    const { stdout } = execute('git', ['ls-files'], { directory: killed.root });
    expect(stdout).not.toContain('.tmp');
    expect(stdout).toContain('.gitignore');
  });

  test('and once more in the run that repairs', () => {
    const repository = new TemporaryRepository(chatbot({ 'k8s/base/frontend/logo.png': 'logo' }));
    synthesize(repository, FIRST);
    const start = repository.tree();
    synthesize(repository, SECOND);
    const expected = repository.tree();

    for (let call = 5; call < 150; call += 13) {
      const killed = new TemporaryRepository(start);
      for (const [step, circumstances] of [SECOND, FIRST, SECOND].entries()) {
        killedAt(call + 7 * step, () => synthesize(killed, circumstances));
      }
      synthesize(killed, SECOND);
      const kept = Object.entries(killed.tree()).filter(([path]) => path in expected);
      expect(Object.fromEntries(kept)).toEqual(expected);
    }
  });
});

describe('the program, killed by SIGKILL at 200 random moments of its writing', () => {
  const KILLS = 200;
  const DATABASES = 20;

  /** Many databases; from one version to the other a third of them comes, and a third goes. */
  const MAIN = `const { BackendSecret, GitOpsApp, PostgresDatabase } = require('cdk8s-database');
const { Size } = require('cdk8s');
const version = Number(process.env.VERSION);
const app = new GitOpsApp();
for (let index = 0; index < ${DATABASES}; index += 1) {
  if (index % 3 === version) continue;
  const resources = { memory: Size.gibibytes(1 + version) };
  // A role is renamed where the program says that the application's Secret may lead to another database.
  const user = index === 2 ? 'user' + version : 'app';
  const database = new PostgresDatabase(app, 'database-' + index, { user, resources });
  if (index === 2) new BackendSecret(app, 'backend-secret', { replaceDatabase: true, value: database.url() });
}
app.synth();
`;

  /** What MAIN says. */
  function composed(version: number): Circumstances {
    return {
      compose: (app) => {
        for (let index = 0; index < DATABASES; index += 1) {
          if (index % 3 === version) continue;
          const resources = { memory: Size.gibibytes(1 + version) };
          const database = new PostgresDatabase(app, `database-${index}`, {
            user: index === 2 ? `user${version}` : 'app',
            resources,
          });
          if (index === 2)
            new BackendSecret(app, 'backend-secret', { replaceDatabase: true, value: database.url() });
        }
      },
    };
  }

  const PROGRAM = join(__dirname, '..', '..', '..', 'bin', 'cdk8s-database.js');

  /** Runs the program; KILL is how long after its first change of the base it lives. */
  async function synth(
    repository: TemporaryRepository,
    version: number,
    kill?: number,
  ): Promise<number | null> {
    const running = spawn(process.execPath, [PROGRAM, 'synth', '--in-place'], {
      cwd: repository.root,
      env: {
        KUSTOMIZE: '',
        PATH: process.env['PATH'],
        POSTGRES_PASSWORD: PASSWORD,
        VERSION: String(version),
      },
      stdio: 'ignore',
    });
    const ended = once(running, 'exit') as Promise<[number | null]>;
    if (kill === undefined) return (await ended)[0];
    const watchers = ['k8s/base', 'k8s/base/backend', 'k8s/base/database-2'].map((folder) =>
      watch(repository.path(folder), () => {
        watchers.forEach((watcher) => watcher.close());
        setTimeout(() => running.kill('SIGKILL'), kill);
      }),
    );
    const [status] = await ended;
    watchers.forEach((watcher) => watcher.close());
    return status;
  }

  async function settled(repository: TemporaryRepository, version: number): Promise<Tree> {
    expect(await synth(repository, version)).toBe(0);
    expect(await synth(repository, version)).toBe(0);
    return repository.tree();
  }

  async function killAgainAndAgain(kills: number): Promise<number> {
    // GIVEN both states, as they are where nothing is disturbed
    const repository = new TemporaryRepository({
      ...CHATBOT,
      'cdk8s.yaml': 'app: npx cdk8s-database synth main.js\n',
      'main.js': MAIN,
      'node_modules/.keep': '',
    });
    await settled(repository, 0);
    await settled(repository, 1);
    const states = [await settled(repository, 0), await settled(repository, 1)];

    let killed = 0;
    // How long its writing takes depends on the machine: about as many are to be killed as are not.
    let longest = 12;
    for (let run = 0; run < kills; run += 1) {
      // WHEN
      const version = run % 2;
      const status = await synth(repository, version, Math.random() * longest);
      if (status === null) killed += 1;
      longest *= status === null ? 1.1 : 0.9;

      // THEN each file is whole, and the next run leads where an undisturbed one leads
      const tree = repository.tree();
      expectWhole(tree, ...states);
      expectNoTemporaryResource(tree);
      if (run % 20 === 0) expect(await synth(repository, version)).toBe(0);
      else synthesize(repository, composed(version));
      expect(withoutCache(repository.tree())).toEqual(withoutCache(states[version] ?? {}));
    }
    return killed;
  }

  function withoutCache(tree: Tree): Tree {
    return Object.fromEntries(Object.entries(tree).filter(([path]) => !path.startsWith('node_modules/')));
  }

  test('leaves each file as the old or the new one, and the next synth completes it', async () => {
    const killed = await Promise.all([killAgainAndAgain(KILLS / 2), killAgainAndAgain(KILLS / 2)]);

    // Else nothing was tried: most runs have to have been in the middle of it.
    expect(killed.reduce((sum, each) => sum + each, 0)).toBeGreaterThan(KILLS / 3);
  }, 400_000);
});
