import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { backupClaim, createWithServer, inBucket, IN_CLAIM, s3Server } from './backup-stores';
import { whenDone } from './cleanup';
import { ask, Game, type Service } from './game';
import { Namespace } from './namespace';
import { exec, python, SqliteJobs } from './sqlite-jobs';

/** `BACKUPS=200` for the measure of both journal modes. */
const BACKUPS = process.env['BACKUPS'] ?? '20';

let namespace: Namespace;
let jobs: SqliteJobs;

beforeAll(async () => {
  const game = await Game.copy();
  await game.program(`
    const image = 'localhost/pyapp:latest';
    const storage = { size: Size.mebibytes(300) };
    new SqliteVolume(app, 'auth-db', {
      workload: 'auth',
      storage,
      backup: { image, keep: 3, to: ${IN_CLAIM} },
    });
    new SqliteVolume(app, 'matchmaking-db', {
      workload: 'matchmaking',
      storage,
      backup: { image, to: ${inBucket('game')} },
    });
  `);
  await game.synth();
  namespace = await Namespace.create('sqlite-backup');
  jobs = new SqliteJobs(namespace);
  await createWithServer(namespace, backupClaim('backups'), ...s3Server('backups', 'game'));
  const { stderr } = await namespace.apply(await game.overlay());
  expect(stderr).toBe('');
  await namespace.rolledOut('deployment/auth', 'deployment/matchmaking');
  await ask(namespace, 'auth', 'players', { name: 'Ada' });
  await ask(namespace, 'matchmaking', 'tickets', { player: 'Ada' });
});

/** Writes in the application's own pod, from the second process there that holds the file, until the test is done. */
async function writing(service: Service, mode: string): Promise<() => void> {
  const program = readFileSync(join(__dirname, 'sqlite-writer.py'), 'utf8');
  const command = [
    'exec',
    '--stdin',
    `deployment/${service}`,
    '--',
    'python3',
    '-c',
    program,
    '/data/db.sqlite',
    mode,
  ];
  const child = spawn('kubectl', ['--namespace', namespace.name, ...command]);
  const stop = (): void => {
    child.kill();
  };
  whenDone(() => {
    stop();
    return Promise.resolve();
  });
  await new Promise((resolve, reject) => {
    child.stdout.once('data', resolve);
    child.once('exit', (status) => {
      reject(new Error(`the writer ended: ${status}`));
    });
  });
  return stop;
}

async function files(): Promise<string[]> {
  const names = await exec(namespace, 'auth-tools', 'ls', '-A', '/store');
  return names.split('\n').filter((name) => name !== 'lost+found');
}

describe('into a folder', () => {
  beforeAll(async () => await jobs.toolbox('auth-tools', 'auth-db-backup'));

  test('the CronJob’s Job puts a whole backup there, beside the application', async () => {
    const { isComplete, log } = await jobs.run('first', 'auth-db-backup');
    expect({ isComplete, log }).toEqual({
      isComplete: true,
      log: expect.stringMatching(
        /\] backup\.py: auth-db-\d{8}-\d{6}\.sqlite holds \d+ bytes and is whole\n$/,
      ) as string,
    });
    expect(await files()).toEqual([/auth-db-\S+/.exec(log)?.[0]]);
  });

  test('a restore is seen by the application that runs, and what was there is kept', async () => {
    await ask(namespace, 'auth', 'players', { name: 'Bob' });
    const { isComplete, log } = await jobs.run('restore', 'auth-db-restore');
    expect([isComplete, log]).toEqual([true, expect.stringContaining('db.sqlite holds what auth-db-')]);
    expect(await ask(namespace, 'auth', 'players')).toEqual({ players: ['Ada'] });
    await ask(namespace, 'auth', 'players', { name: 'Cleo' });
    const kept = /db\.sqlite\.before-restore-\S+/.exec(log)?.[0] ?? '';
    const program =
      'import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchall())';
    const names = ['python3', '-c', program, `/volume/${kept}`, 'select name from players'];
    expect(await exec(namespace, 'auth-tools', ...names)).toBe("[('Ada',), ('Bob',)]");
  });

  test('a damaged backup is refused by its name, with nothing changed; so is one that is not there', async () => {
    const [good = ''] = await files();
    const bad = 'auth-db-20231229-020000.sqlite';
    const damage = `cp /store/${good} /store/${bad} && dd if=/dev/urandom of=/store/${bad} bs=1024 seek=4 count=4 conv=notrunc`;
    await exec(namespace, 'auth-tools', 'sh', '-c', damage);
    const volume = await exec(namespace, 'auth-tools', 'ls', '/volume');
    for (const [name, backup, said] of [
      ['damaged', bad, `${bad} is damaged`],
      ['absent', 'auth-db-20200101-000000.sqlite', 'there is no backup auth-db-20200101-000000.sqlite'],
    ] as const) {
      const { isComplete, log } = await jobs.run(name, 'auth-db-restore', { BACKUP: backup });
      expect([isComplete, log]).toEqual([false, expect.stringContaining(said)]);
    }
    expect(await exec(namespace, 'auth-tools', 'ls', '/volume')).toBe(volume);
    expect(await ask(namespace, 'auth', 'players')).toEqual({ players: ['Ada', 'Cleo'] });
    expect((await jobs.run('named', 'auth-db-restore', { BACKUP: good })).isComplete).toBe(true);
    expect(await ask(namespace, 'auth', 'players')).toEqual({ players: ['Ada'] });
  });

  test('what is too old goes by days with a backup, however long ago', async () => {
    const [newest = ''] = (await files()).reverse();
    const days = ['20231229', '20231230', '20231231'];
    const copies = days.map((day) => `cp /store/${newest} /store/auth-db-${day}-020000.sqlite`).join(' && ');
    await exec(
      namespace,
      'auth-tools',
      'sh',
      '-c',
      `${copies} && touch /store/notes && mkdir /store/auth-db-20231228-020000.sqlite`,
    );
    const { isComplete, log } = await jobs.run('second', 'auth-db-backup');
    expect(isComplete).toBe(true);
    const made = /auth-db-\S+/.exec(log)?.[0] ?? '';
    const folder = 'auth-db-20231228-020000.sqlite';
    const kept = [
      folder,
      'auth-db-20231230-020000.sqlite',
      'auth-db-20231231-020000.sqlite',
      newest,
      made,
      'notes',
    ];
    expect(await files()).toEqual(kept);
    await exec(
      namespace,
      'auth-tools',
      'sh',
      '-c',
      'rm /store/notes; rmdir /store/auth-db-20231228-020000.sqlite',
    );
  });

  test('what a killed backup left goes, and not what another volume’s is writing into the same store', async () => {
    const [own, other] = ['auth-db', 'auth-db-b'].map(
      (name) => `/store/.${name}-20231230-020000.sqlite.partial`,
    );
    await exec(namespace, 'auth-tools', 'touch', `${own}`, `${other}`);
    await exec(namespace, 'auth-tools', 'python3', '/etc/sqlite/backup.py');
    const left = await exec(
      namespace,
      'auth-tools',
      'sh',
      '-c',
      'ls /store/.*.partial && rm /store/.*.partial',
    );
    expect(left).toBe(other);
  });

  test('a file whose pages are of another size is said, and what it holds stays', async () => {
    const rebuilt = `set -e; mkdir -p /scratch/other; cd /scratch/other; python3 -c "
import sqlite3
file = sqlite3.connect('db.sqlite')
file.executescript('pragma page_size = 8192; pragma journal_mode = wal; create table t (a); insert into t values (2)')"
DATABASE=/scratch/other/db.sqlite BACKUP=latest python3 /etc/sqlite/restore.py 2>&1 || echo refused
python3 -c "import sqlite3; print(sqlite3.connect('db.sqlite').execute('select a from t').fetchall())"; rm -r /scratch/other`;
    const said = await exec(namespace, 'auth-tools', 'sh', '-c', rebuilt);
    expect(said).toMatch(
      /pages of another size than auth-db-[^]*nothing was changed[^]*refused\n\[\(2,\)\]$/,
    );
  });

  test('a full store, or a kill at any moment, leaves no half of a backup', async () => {
    const stop = await writing('auth', 'wal');
    stop();
    const before = await files();
    const fill = 'dd if=/dev/zero of=/store/filler bs=1M 2>/dev/null; truncate -s -1M /store/filler';
    await exec(namespace, 'auth-tools', 'sh', '-c', fill);
    const backup = ['python3', '/etc/sqlite/backup.py'];
    await expect(exec(namespace, 'auth-tools', ...backup)).rejects.toThrow('No space left on device');
    await exec(namespace, 'auth-tools', 'rm', '/store/filler');
    expect(await files()).toEqual(before);
    expect(await exec(namespace, 'auth-tools', 'ls', '/scratch')).toBe('');
    expect(await python(namespace, 'auth-tools', 'killed-backups.py', '20')).toBe('True 1');
  });
});

describe('into a bucket', () => {
  beforeAll(async () => await jobs.toolbox('matchmaking-tools', 'matchmaking-db-backup'));

  test('the Job makes the repository, and the next one goes on with it; a restore takes one by its name', async () => {
    const first = await jobs.run('bucket-1', 'matchmaking-db-backup');
    expect([first.isComplete, first.log]).toEqual([true, expect.stringContaining('no errors were found')]);
    // One that a wrong clock has dated.
    const later = `export AWS_ACCESS_KEY_ID=$(cat /run/secrets/store/AWS_ACCESS_KEY_ID)
      export AWS_SECRET_ACCESS_KEY=$(cat /run/secrets/store/AWS_SECRET_ACCESS_KEY)
      cd /scratch && echo wrong clock >matchmaking-db-20991231-020000.sqlite
      restic backup --host matchmaking-db --time '2099-12-31 02:00:00' /scratch/matchmaking-db-20991231-020000.sqlite
      rm matchmaking-db-20991231-020000.sqlite`;
    const upload = ['exec', 'matchmaking-tools', '--container', 'upload', '--', 'sh', '-euc', later];
    await namespace.kubectl(upload);
    await ask(namespace, 'matchmaking', 'tickets', { player: 'Bob' });
    expect((await jobs.run('bucket-2', 'matchmaking-db-backup')).isComplete).toBe(true);
    await ask(namespace, 'matchmaking', 'tickets', { player: 'Cleo' });

    const latest = await jobs.run('bucket-latest', 'matchmaking-db-restore');
    expect([latest.isComplete, latest.log]).toEqual([
      true,
      expect.stringMatching(/taking matchmaking-db-20(?!99)/),
    ]);
    expect(await ask(namespace, 'matchmaking', 'tickets')).toEqual({ waiting: ['Ada', 'Bob'] });
    const name = /matchmaking-db-\S+\.sqlite/.exec(first.log)?.[0] ?? '';
    expect(await jobs.run('bucket-named', 'matchmaking-db-restore', { BACKUP: name })).toMatchObject({
      isComplete: true,
    });
    expect(await ask(namespace, 'matchmaking', 'tickets')).toEqual({ waiting: ['Ada'] });
    const absent = await jobs.run('bucket-absent', 'matchmaking-db-restore', { BACKUP: 'x' });
    expect([absent.isComplete, absent.log]).toEqual([false, expect.stringContaining('no snapshot found')]);
  });
});

/** The writer runs beside the application, in its pod; the backups are made in a pod as the CronJob makes one. */
describe.each([
  ['auth', 'wal'],
  ['matchmaking', 'delete'],
] as const)('while %s is written to in mode %s', (service, mode) => {
  test(
    `each of ${BACKUPS} backups is whole and has all that was committed before`,
    async () => {
      const stop = await writing(service, mode);
      if (service === 'auth') await exec(namespace, 'auth-tools', 'sh', '-c', 'rm -f /store/*.sqlite');
      const said = await python(namespace, `${service}-tools`, 'backups-under-writer.py', BACKUPS);
      stop();
      process.stdout.write(`${service}, ${mode}: ${said}\n`);
      expect(said).toMatch(new RegExp(`^${BACKUPS} whole, ${BACKUPS} complete, \\d+ rows meanwhile$`));
      expect(Number(/(\d+) rows/.exec(said)?.[1])).toBeGreaterThan(Number(BACKUPS));
    },
    60_000 + Number(BACKUPS) * 10_000,
  );
});
