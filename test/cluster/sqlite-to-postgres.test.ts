import { setTimeout as sleep } from 'node:timers/promises';
import { DatabasePod } from './database-pod';
import { Example } from './example';
import { imported, importJob, logOf, renderImport } from './import-job';
import { Namespace } from './namespace';
import { join } from 'node:path';
import { CLAIM, SqliteVolumePod } from './sqlite-volume-pod';
import { temporaryFolder } from './temporary-folder';

const STORAGE = 'storage: { size: Size.mebibytes(900) }, resources: { cpuRequest: 0.05 }';
const WITH_SCHEMA = `{ schema: Schema.fromDirectory('schema'), ${STORAGE} }`;
const CHAT = `from: SqliteSource.file({ claim: '${CLAIM}', path: 'chat.db' })`;
const PASSWORD = 'some-password';
/** Also the Jobs, of which one waits for the other. */
const MINUTES = 60_000;

/** All that pg_dump knows of the tables, save the random token that it has since 2025. */
async function tablesOf(namespace: Namespace, ...flags: string[]): Promise<string> {
  const dump = ['pg_dump', '-U', 'postgres', '-d', 'app', '--schema=public', ...flags];
  const dumped = await namespace.cluster.exec({ pod: 'database-0', container: 'postgres' }, dump);
  return dumped.replace(/^\\(un)?restrict .*$/gm, '');
}

describe('the chatbot’s SQLite file, with a new database that has a schema', () => {
  let namespace: Namespace;
  let example: Example;
  let legacy: SqliteVolumePod;
  let pod: DatabasePod;
  let before: string;

  beforeAll(async () => {
    example = await Example.copyTo(await temporaryFolder());
    namespace = await Namespace.create('from-sqlite');
    await renderImport(example, WITH_SCHEMA, `${CHAT}, dryRun: true`);
    await namespace.kubectl(['apply', '-f', join(example.base, 'backend', 'secret.yaml')]);
    legacy = await SqliteVolumePod.start(namespace);
    await legacy.run('legacy.py', 'fill');
    before = await legacy.fingerprint();
    pod = new DatabasePod(namespace);
  }, 3 * MINUTES);

  test(
    'a dry run waits for the schema, says what would be, and changes nothing',
    async () => {
      const log = await imported(namespace, example);
      expect(log).toContain('table conversations -> conversations: 2 rows, checksum ');
      expect(log).toContain('table drafts -> drafts, which is made: 2 rows');
      expect(log).toContain('view latest: is not made');
      expect(log).toContain(
        'column messages.timestamp: moments with another zone are kept, and written in UTC (1)',
      );
      expect(log).toContain('nothing stands in the way; nothing was written');
      expect(await pod.sql("select count(*), to_regclass('drafts') is null from conversations")).toBe('0|t');
      expect(await legacy.fingerprint()).toBe(before);
    },
    5 * MINUTES,
  );

  test(
    'a file that somebody has open is refused',
    async () => {
      const held = legacy.run('legacy.py', 'hold');
      await sleep(2_000);
      await renderImport(example, WITH_SCHEMA, CHAT);
      expect(await imported(namespace, example, 'failed')).toContain('chat.db is in use');
      await legacy.shell('touch /tmp/release');
      await held;
      expect(await pod.sql('select count(*) from conversations')).toBe('0');
    },
    5 * MINUTES,
  );

  test(
    'all of it arrives, the WAL included, and the file stays as it was',
    async () => {
      const tables = await tablesOf(namespace, '--schema-only');
      // Who had it open has left it.
      before = await legacy.fingerprint();
      expect(before).toContain('./chat.db-wal');
      const log = await imported(namespace, example);
      expect(log).toMatch(/table "public"."messages": 3 rows, checksum [0-9a-f]{30}, as in the file/);
      expect(log).not.toContain(PASSWORD);
      expect(log).not.toContain('secret question');
      expect(
        await pod.sql("select id, title, created_at at time zone 'UTC' from conversations order by id"),
      ).toBe('1|naïve 🙂|2024-05-06 07:08:09.123456\n3|naïve 🙂|2024-05-06 07:08:09.123456');
      expect(
        await pod.sql("select question, timestamp = '2024-05-06 05:08:09+00' from messages where id = 7"),
      ).toBe('only in the WAL|t');
      expect(await pod.sql('select body, is_sent from drafts order by body')).toBe('x|t\n|f');
      // The foreign key was away for a while, and is what it was before.
      expect((await tablesOf(namespace, '--schema-only', '--exclude-table=public.drafts')).trim()).toBe(
        tables.trim(),
      );
      expect(await pod.sql("select nextval('conversations_id_seq'), nextval('messages_id_seq')")).toBe('4|8');
      expect(await legacy.fingerprint()).toBe(before);
    },
    5 * MINUTES,
  );

  test(
    'once more is nothing to do; another file finds the tables taken',
    async () => {
      await pod.sql("update conversations set title = 'changed since'");
      expect(await imported(namespace, example)).toContain(
        'this very file was imported before; there is nothing to do',
      );
      await legacy.run('legacy.py', 'spoil');
      const log = await imported(namespace, example, 'failed');
      expect(log).toContain('table conversations: has rows in PostgreSQL already; nothing is written over');
      expect(await pod.sql('select distinct title from conversations')).toBe('changed since');
    },
    5 * MINUTES,
  );

  test(
    'what does not fit is all said at once, by its row and without its content',
    async () => {
      await pod.sql(
        'truncate conversations, messages; drop table drafts; drop schema cdk8s_database cascade',
      );
      await renderImport(example, `{ ${STORAGE} }`, CHAT);
      const tables = await tablesOf(namespace);
      const log = await imported(namespace, example, 'failed');
      for (const problem of [
        'column conversations.secret_mood: has no counterpart in PostgreSQL; make one, or leave it behind by its name',
        'table messages: refers to a row of conversations that is not there (1 row: rowid 8)',
        'column messages.timestamp: is no date and time (YYYY-MM-DD HH:MM:SS) (1 row: rowid 1)',
        'column messages.chat_type: is a text of more than 50 characters (1 row: rowid 2)',
      ]) {
        expect(log).toContain(problem);
      }
      expect(log).toContain('refused, 4 problems:');
      expect(log).not.toMatch(/secret (?!mood)/);
      expect(await tablesOf(namespace)).toBe(tables);
      expect(await pod.sql("select to_regnamespace('cdk8s_database') is null")).toBe('t');
    },
    5 * MINUTES,
  );

  test(
    'a dump is read as the file is, by nobody but the application’s user',
    async () => {
      const mend = `update messages set timestamp = '2024-05-06', chat_type = 'x'; delete from messages where id = 8;`;
      const dump = `import sqlite3; c = sqlite3.connect('chat.db'); c.executescript(\\"${mend}\\"); open('chat.sql', 'w').write('\\n'.join(c.iterdump()))`;
      await legacy.shell(`cd /data && python3 -c "${dump}" && chmod 600 chat.sql`);
      const from = `from: SqliteSource.dump({ claim: '${CLAIM}', path: 'chat.sql', user: 1000, group: 1000 })`;
      await renderImport(
        example,
        `{ ${STORAGE} }`,
        `${from}, leaveBehind: ['drafts', 'conversations.secret_mood']`,
      );
      const log = await imported(namespace, example);
      expect(log).toContain('table drafts: left behind, as was asked for');
      expect(log).toContain('table "public"."messages": 3 rows');
      expect(await pod.sql("select to_regclass('drafts') is null")).toBe('t');
    },
    5 * MINUTES,
  );

  test(
    'a million rows within the memory of the Job; a pod that is killed meanwhile leaves nothing',
    async () => {
      await legacy.run('large.py', '1000000');
      const from = `from: SqliteSource.file({ claim: '${CLAIM}', path: 'large.sqlite' })`;
      await renderImport(example, `{ ${STORAGE} }`, from);
      const { metadata } = await importJob(example);
      const start = performance.now();
      const running = imported(namespace, example);
      // In the middle of the one transaction.
      const copying = "select count(*) from pg_stat_activity where query ilike 'copy %events%'";
      while ((await pod.sql(copying)) === '0') await sleep(200);
      await namespace.kubectl([
        'delete',
        'pod',
        `--selector=job-name=${metadata.name}`,
        '--force',
        '--grace-period=0',
      ]);
      while (
        (await pod.sql("select count(*) from pg_stat_activity where usename = 'app' and state <> 'idle'")) !==
        '0'
      ) {
        await sleep(200);
      }
      expect(await pod.sql("select to_regclass('events') is null")).toBe('t');
      const log = await running;
      expect(log).toMatch(/table "public"."events": 1000000 rows, checksum [0-9a-f]{30}, as in the file/);
      console.log(
        `both tries: ${Math.round((performance.now() - start) / 1000)} s\n${await logOf(namespace, metadata.name)}`,
      );
      const sums =
        'select count(*), count(note), sum(amount), count(*) filter (where is_read), max(at) from events';
      const inSqlite = `select count(*), count(note), printf('%.2f', sum(amount)), sum(is_read), datetime(max(at), 'unixepoch') from events`;
      const python = `import sqlite3; print(*sqlite3.connect('large.sqlite').execute(\\"${inSqlite}\\").fetchone(), sep='|')`;
      expect(await pod.sql(sums)).toBe(await legacy.shell(`cd /data && python3 -c "${python}"`));
    },
    10 * MINUTES,
  );
});
