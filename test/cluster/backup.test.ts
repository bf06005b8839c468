import { setTimeout as sleep } from 'node:timers/promises';
import { bytes as amount } from '../../src/cluster/status/amounts';
import { BackupJobs, lines, resultOf, type Toolbox } from './backup-jobs';
import {
  backupClaim,
  create,
  createWithServer,
  inBoth,
  inBucket,
  privateTls,
  s3Server,
} from './backup-stores';
import { run } from '../command-line';
import { ownDatabase, type OwnDatabase } from './own-database';
import { RowWriter } from './row-writer';

/** As the application makes them. */
const SCHEMA = `
  set role app;
  create schema shop;
  create table shop.item (id bigint generated always as identity primary key, name text not null, price numeric(9, 2));
  insert into shop.item (name, price) select 'item ' || n, n / 7.0 from generate_series(1, 2000) n;
  create table shop.sale (at timestamptz not null, item bigint references shop.item) partition by range (at);
  create table shop.sale_2025 partition of shop.sale for values from ('2025-01-01') to ('2026-01-01');
  create table shop.sale_2026 partition of shop.sale for values from ('2026-01-01') to ('2027-01-01');
  insert into shop.sale select '2025-06-01'::timestamptz + n * interval '1 day', n from generate_series(1, 500) n;
  create view shop.turnover as select sum(price) from shop.sale join shop.item on item = id;
  alter table shop.item enable row level security;
  alter table shop.item force row level security;
  create policy nobody on shop.item using (false);
  select lo_from_bytea(0, decode(repeat('00ff', 100000), 'hex'));
`;

let own: OwnDatabase;
let jobs: BackupJobs;
let secrets: string[];

beforeAll(async () => {
  own = await ownDatabase('backup', inBoth(inBucket('backups', { hasTls: true })));
  const { namespace, pod } = own;
  jobs = new BackupJobs(namespace);
  const server = s3Server('backups', 'backups', { emptyDir: {} }, await privateTls('s3'));
  await createWithServer(namespace, backupClaim('backups'), ...server);
  await pod.sql(SCHEMA);
  secrets = (await Promise.all(['backups', 'database-credentials'].map(valuesOf))).flat();
});

/** The values of a Secret that must be in no log. */
async function valuesOf(secret: string): Promise<string[]> {
  const { stdout } = await own.namespace.kubectl(['get', 'secret', secret, '-o', 'json']);
  const { data } = JSON.parse(stdout) as { readonly data: Readonly<Record<string, string>> };
  return Object.entries(data)
    .filter(([key]) => /password|secret/i.test(key))
    .map(([, value]) => Buffer.from(value, 'base64').toString());
}

function expectNoSecrets(...texts: readonly string[]): void {
  expect(secrets.length).toBeGreaterThan(2);
  for (const secret of secrets) expect(texts.join('\n')).not.toContain(secret);
}

/** The databases beside the server's own. */
async function databases(): Promise<string[]> {
  return lines(
    await own.pod.sql(
      "select datname from pg_database where datname !~ '^(postgres|template|cdk8s)' order by 1",
    ),
  );
}

async function count(table: string, database = 'app'): Promise<number> {
  return Number(await own.pod.sql(`select count(*) from ${table}`, database));
}

/** Drops what a restore has made, so that the next test finds the database that it knows. */
async function onlyApp(): Promise<void> {
  for (const name of await databases()) {
    if (name !== 'app')
      await own.pod.sql(`drop database "${name.replaceAll('"', '""')}" with (force)`, 'postgres');
  }
}

/** Waits until a question has the answer yes. */
async function until(question: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  while ((await own.pod.sql(question)) !== 't') {
    if (Date.now() > deadline) throw new Error(question);
    await sleep(200);
  }
}

/** The name just before this one, which no backup has. */
const oneEarlier = (name: string): string =>
  `${String(BigInt(name.replace(/[TZ]/g, '')) - 1n).replace(/(.{8})(.*)/, '$1T$2')}Z`;

describe.each([
  ['a claim', 'database-backup', 'database-restore'],
  ['a bucket', 'database-backup-2', 'database-restore-2'],
])('into %s', (_, backup, restore) => {
  let tools: Toolbox;
  let first: string;
  let second: string;

  beforeAll(async () => {
    tools = await jobs.toolbox(backup);
  });

  test('a Job publishes a whole backup, and says what it is; the next one goes on', async () => {
    const { log, ...outcome } = await jobs.run(backup);
    expect({ ...outcome, log }).toMatchObject({ isComplete: true });
    const result = resultOf({ ...outcome, log });
    expect(result).toEqual({
      backup: expect.stringMatching(/^\d{8}T\d{6}Z$/) as string,
      bytes: expect.any(Number) as number,
      seconds: expect.any(Number) as number,
    });
    first = result.backup ?? '';
    expectNoSecrets(log, outcome.message);
    expect(await tools.whole()).toEqual([first]);

    const files = await tools.shell(
      'rm -rf beside; mkdir beside; fetch "$1" /work/beside >/dev/null; cat beside/manifest.json; echo; cat beside/tables.tsv; read_dump "$1" | wc -c',
      first,
    );
    const [manifest = '', ...rest] = lines(files);
    expect(JSON.parse(manifest)).toMatchObject({
      bytes: result.bytes,
      database: 'app',
      extensions: [],
      format: 1,
      instance: 'database',
      major: 16,
      name: first,
    });
    expect(Number(rest.pop())).toBe(result.bytes);
    expect(rest.map((line) => line.split('\t').slice(0, 2).join(' '))).toEqual([
      '"table shop.item" 2000',
      '"table shop.sale_2025" 213',
      '"table shop.sale_2026" 287',
      '"large objects" 1',
    ]);

    second = resultOf(await jobs.run(backup)).backup ?? '';
    expect(await tools.whole()).toEqual([first, second]);
    expect(second > first).toBe(true);
  });

  test('a wrong name and a time before all backups change nothing, and say what there is', async () => {
    const wrong = await jobs.run(restore, { env: { AT: '20200101T000000Z' } });
    expect([wrong.isComplete, resultOf(wrong)]).toEqual([false, { error: 'there is no such backup' }]);
    expect(wrong.log).toContain(`there are: ${first} ${second}`);
    const early = await jobs.run(restore, { env: { AT: '<=20200101T000000Z', INTO: 'early' } });
    expect([early.isComplete, resultOf(early)]).toEqual([false, { error: 'there is no such backup' }]);
    expect(await databases()).toEqual(['app']);
  });

  test('one of a name, or the last one until a time, into a new database, and into no old one', async () => {
    const named = await jobs.run(restore, { env: { AT: first, INTO: 'named "one"' } });
    expect([named.isComplete, resultOf(named)]).toMatchObject([true, { restored: first, rows: 2501 }]);
    const before = await jobs.run(restore, { env: { AT: `<=${oneEarlier(second)}`, INTO: 'app_until' } });
    expect(resultOf(before)).toMatchObject({ restored: first });
    expect(await databases()).toEqual(['app', 'app_until', 'named "one"']);
    const owner =
      "select datdba::regrole || ' ' || has_database_privilege('app', datname, 'create') from pg_database";
    expect(await own.pod.sql(`${owner} where datname = 'app_until'`)).toBe('app true');
    expect(await count('shop.item', 'named "one"')).toBe(2000);
    expect(
      await own.pod.sql('select sum(length(lo_get(oid))) from pg_largeobject_metadata', 'app_until'),
    ).toBe('200000');
    const again = await jobs.run(restore, { env: { INTO: 'app_until' } });
    expect([again.isComplete, resultOf(again).error]).toEqual([
      false,
      'there is a database of that name already; give another one with --into',
    ]);
    await onlyApp();
  });

  test('what is too old goes after a success, and nothing of a neighbour or of a wrong clock', async () => {
    const days = ['20240101', '20240102', '20240103'].map((day) => `${day}T020000Z`);
    const later = '20991231T020000Z';
    for (const instance of ['database', 'database-b']) {
      await tools.shell(COPY, instance, first, ...days, ...(instance === 'database' ? [later] : []));
    }
    const kept = [days[2], first, second].map(String);
    const result = resultOf(await jobs.run(backup, { env: { KEEP_DAILY: '2', KEEP_MONTHLY: '0' } }));
    expect(await tools.whole()).toEqual([...kept, result.backup, later]);
    expect(await tools.names('database-b')).toEqual(days);
    // The newest one by name is of a wrong clock.
    const restored = await jobs.run(restore, { env: { INTO: 'newest' } });
    expect(resultOf(restored)).toMatchObject({ restored: result.backup });
    await onlyApp();
    await tools.shell(`drop ${later}; drop ${days[2]}`);
  });

  test('"backup list" shows what is in the store, also without a server, and nothing of what the database is set to', async () => {
    await own.pod.sql("alter database app set shop.token = 'hush-hush'");
    const { backup: newest, bytes: size = 0 } = resultOf(await jobs.run(backup));
    await own.pod.sql('alter database app reset shop.token');
    const version = (await own.pod.sql('show server_version')).split(' ')[0] ?? '';
    const names = await tools.names();
    if (backup === 'database-backup') {
      await tools.shell('mkdir "$STORE_FOLDER/database/20200101T000000Z"');
      names.unshift('20200101T000000Z');
    }
    await own.namespace.kubectl(['scale', 'statefulset/database', '--replicas=0']);
    const store = backup === 'database-backup' ? '1' : '2';
    const { KUBECONFIG = '' } = process.env;
    const { status, stderr, stdout } = run(
      ['backup', 'list', '--store', store, '--namespace', own.namespace.name],
      { environment: { KUBECONFIG } },
    );
    await own.namespace.kubectl(['scale', 'statefulset/database', '--replicas=1']);
    await own.namespace.rolledOut('statefulset/database');
    const [head, ...rows] = lines(stdout);
    const place = store === '1' ? 'claim backups' : 's3:https://s3:7070/backups/database';
    expect(head).toBe(`store ${store}, ${place}; backups: ${names.length}`);
    expect(rows.map((row) => row.trim().split(/ {2,}/)[0])).toEqual(names);
    expect(rows.at(-1)?.trim().split(/ {2,}/)).toEqual([
      newest,
      expect.stringMatching(/ ago$/),
      amount(size),
      `PostgreSQL ${version}`,
    ]);
    const unread = rows.filter((row) => row.endsWith('its manifest cannot be read'));
    expect(unread).toHaveLength(store === '1' ? 1 : 0);
    expect(status).toBe(0);
    const logs = ['logs', '--all-containers', `--selector=job-name`, '--prefix', '--tail=-1'];
    const printed = (await own.namespace.kubectl(logs)).stdout;
    expect(printed).toContain(`{"backup":"${newest}"`);
    for (const text of [stdout, stderr, printed]) expect(text).not.toContain('hush-hush');
    expectNoSecrets(stdout, stderr, printed);
    if (store === '1') await tools.shell('rmdir "$STORE_FOLDER/database/20200101T000000Z"');
  });

  // A claim has no credentials.
  if (backup === 'database-backup') return;
  test('wrong credentials of the store fail the Job, which says so without them', async () => {
    const { namespace } = own;
    const before = await tools.names();
    const wrong = {
      AWS_ACCESS_KEY_ID: 'backups',
      AWS_SECRET_ACCESS_KEY: 'wrong-secret',
      RESTIC_PASSWORD: 'wrong-word',
    };
    await create(namespace, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'wrong' },
      stringData: wrong,
    });
    await create(namespace, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'wrong-word' },
      stringData: {
        ...wrong,
        AWS_SECRET_ACCESS_KEY: secrets.find((one) => !one.startsWith('restic-') && one.length === 24),
      },
    });
    const outcomes = ['wrong', 'wrong-word'].map(
      async (secretName) =>
        await jobs.run(backup, {
          change: ({ volumes }) => {
            const volume = volumes.find((one) => (one as { readonly name: string }).name === 'secrets');
            const [credentials] = (volume as { projected: { sources: [{ secret: { name: string } }] } })
              .projected.sources;
            credentials.secret.name = secretName;
          },
        }),
    );
    for (const outcome of await Promise.all(outcomes)) {
      expect([outcome.isComplete, outcome.failed, resultOf(outcome)]).toEqual([
        false,
        1,
        { error: 'the store could not be opened' },
      ]);
      expect(outcome.log + outcome.message).not.toMatch(/wrong-(?:secret|word)/);
      expectNoSecrets(outcome.log, outcome.message);
    }
    expect(await tools.whole()).toEqual(before);
  });
});

/** The store's own way to another name: arguments are the instance, the backup, and the new names. */
const COPY = `
INSTANCE=$1; one=$2; shift 2
if [ "$STORE" = folder ]; then
  mkdir -p "$STORE_FOLDER/$INSTANCE"
  for name in "$@"; do cp -r "$STORE_FOLDER/database/$one" "$STORE_FOLDER/$INSTANCE/$name"; done
else
  owner=$INSTANCE
  rm -rf copy; mkdir copy
  INSTANCE=database; fetch "$one" /work/copy >/dev/null; read_dump "$one" >dump; INSTANCE=$owner
  for name in "$@"; do
    /tools/restic --quiet backup --host "$INSTANCE" --tag "dump,$name" --stdin --stdin-filename dump <dump
    (cd copy && /tools/restic --quiet backup --host "$INSTANCE" --tag "manifest,$name" .)
  done
fi
`;

describe('a restore in the place of the database', () => {
  test('is refused where there are rows, and where somebody is at work', async () => {
    await jobs.run('database-backup');
    const rows = await jobs.run('database-restore');
    expect(resultOf(rows).error).toMatch(
      /^the database has rows, which the backup would replace; give --replace/,
    );
    const sleeping = "from pg_stat_activity where query ~ '^select pg_sleep'";
    for (const [role, said] of [
      ['app', /^the database is in use by 1 sessions; stop the application/],
      ['postgres', /^the database is in use by 1 sessions of other roles/],
    ] as const) {
      const idle = own.namespace.kubectl([
        ...['exec', 'database-0', '-c', 'postgres', '--'],
        ...['psql', '-U', role, '-d', 'app', '-c', 'select pg_sleep(60)'],
      ]);
      idle.catch(() => undefined);
      await until(`select count(*) = 1 ${sleeping}`);
      const used = await jobs.run('database-restore', { env: { REPLACE: 'true' } });
      expect([rows.isComplete, used.isComplete]).toEqual([false, false]);
      expect(resultOf(used).error).toMatch(said);
      expect(await databases()).toEqual(['app']);
      await own.pod.sql(`select pg_terminate_backend(pid) ${sleeping}`, 'postgres');
    }
  });

  test('while the application writes: its sessions end, it comes back to what was then, and the old one is kept', async () => {
    const writer = await RowWriter.start(own.namespace, own.example);
    const before = resultOf(await jobs.run('database-backup'));
    const written = await count('written');
    const from = Date.now();
    const outcome = await jobs.run('database-restore', { env: { DISCONNECT: 'true', REPLACE: 'true' } });
    expect([outcome.isComplete, resultOf(outcome)]).toMatchObject([true, { restored: before.backup }]);
    await writer.resumed(from);
    const [app, old = ''] = await databases();
    expect([app, old]).toEqual(['app', expect.stringMatching(/^app_before_\d{8}t\d{6}z$/) as string]);
    expect(await count('shop.item')).toBe(2000);
    expect(await count('written', old)).toBeGreaterThan(written);
    // What was sent between the backup and the swap is in the old one: the numbers go on behind a gap.
    const lane =
      'from written where lane = 0 and number not in (select number - 1 from written where lane = 0)';
    expect(Number(await own.pod.sql(`select count(*) ${lane}`))).toBeGreaterThan(1);
    expect(
      await own.pod.sql('select datallowconn from pg_database where datname !~ $$template$$'),
    ).not.toContain('f');
  });
});

describe('whoever makes the dump', () => {
  test('reads what row-level security hides, and changes nothing', async () => {
    const tools = await jobs.toolbox('database-backup');
    const password = await own.pod.run('sh', '/etc/postgresql/role-password.sh', 'cdk8s_database_backup');
    const script = `
      export PGUSER=cdk8s_database_backup PGPASSWORD=$1
      psql -XqAtc 'select count(*) from shop.item'
      for sql in 'delete from shop.item' 'create table public.x (i int)' 'create schema x' 'create temp table x (i int)' \\
        'alter role app password null' 'set role app' "copy (select 1) to program 'true'" 'select lo_create(0)' \\
        "select setval('shop.item_id_seq', 1)" 'create database x'; do
        psql -XqAtc "set default_transaction_read_only = off" -c "$sql" >/dev/null 2>&1 && echo "may: $sql"
      done
      true`;
    expect(lines(await tools.shell(script, password))).toEqual([
      '2000',
      'may: create temp table x (i int)',
      'may: select lo_create(0)',
    ]);
  });

  test('reads large objects that the application makes and removes all the time', async () => {
    const { namespace, pod } = own;
    const churn = `do $$ begin
      for n in 1..100000 loop
        perform lo_from_bytea(0, 'large');
        perform lo_unlink(min(oid)) from pg_largeobject_metadata where lomowner = current_user::regrole and n > 20;
        commit;
      end loop;
    end $$`;
    const churning = namespace.kubectl([
      ...['exec', 'database-0', '-c', 'postgres', '--', 'psql', '-U', 'app', '-d', 'app', '-Xqc', churn],
    ]);
    churning.catch(() => undefined);
    const another = await pod.sql("select lo_from_bytea(0, 'of another role')");
    const writes = "from pg_stat_activity where query like 'do $$ begin%lo_unlink%'";
    await until(`select count(*) = 1 ${writes}`);
    const outcome = await jobs.run('database-backup');
    expect([outcome.isComplete, outcome.log]).toEqual([true, expect.stringContaining('read back whole')]);
    expect(await pod.sql(`select count(*) ${writes}`)).toBe('1');
    await pod.sql(`select pg_terminate_backend(pid) ${writes}`, 'postgres');
    await pod.sql(`select lo_unlink(${another})`);
  });

  test('does not have the application’s password, neither in a file nor in a process', async () => {
    const name = await jobs.start('database-backup', {
      change: ({ containers: [container] }) => {
        container.command = ['sh', '-c', `${container.command.join(' ')}; sleep 100`];
      },
    });
    let pod = '';
    for (let tries = 0; tries < 200 && pod === ''; tries++) {
      await sleep(300);
      const [found] = await jobs.pods(name);
      if (found?.status.phase === 'Running') pod = found.metadata.name;
    }
    await sleep(3000);
    const look = `cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' '\\n'
      find /run /work /tmp /etc/backup -type f -exec cat {} + 2>/dev/null; ls -R /run/secrets`;
    const { stdout } = await own.namespace.kubectl(['exec', pod, '-c', 'backup', '--', 'sh', '-c', look]);
    expect(stdout).toContain('PGDATABASE=app');
    expect(stdout).not.toContain('some-password');
    expect(stdout).toMatch(/\/run\/secrets:\nbackup\n\n\/run\/secrets\/backup:\ncdk8s_database_backup\n*$/);
    await own.namespace.kubectl(['delete', 'job', name, '--wait=false']);
  });
});
