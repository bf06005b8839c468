import { BackupJobs, lines, resultOf, type Toolbox } from './backup-jobs';
import { backupClaim, create, IN_CLAIM } from './backup-stores';
import { ownDatabase, type OwnDatabase } from './own-database';

const PROPS = `{
  storage: { size: Size.mebibytes(500) },
  resources: { cpuRequest: 0.05 },
  backup: {
    to: ${IN_CLAIM},
    drill: { assertions: { 'there are items': 'select count(*) > 0 from item', 'nothing is free': 'select min(price) > 0 from item' } },
  },
}`;

const SCHEMA = `
  set role app;
  create table item (id bigint generated always as identity primary key, name text not null, price int not null);
  insert into item (name, price) select md5(n::text), n from generate_series(1, 3000) n;
  create table note as select n, 'note ' || n as text from generate_series(1, 10) n;
`;

/** Runs the drill's program on a copy of the store with one backup in it, which the script in $1 has damaged. */
const DRILL = `
damage=$1; good=$2; other=$3
rm -rf /drill/* /work/damaged
mkdir -p /work/damaged/database
cp -r "/store/database/$good" /work/damaged/database/
cp -r "/store/neighbour/$other" /work/other
cd "/work/damaged/database/$good"
sum() { (cd "/work/damaged/database/$good" && sha256sum dump globals.sql manifest.json sequences.tsv tables.tsv >SHA256SUMS); }
eval "$damage"
cp -r /work/damaged /drill/store
rm -rf /work/other
# Its own /work, and the container's message.
STORE_FOLDER=/drill/store sh /etc/backup/drill.sh >/dev/null 2>&1 && echo passed || echo failed
cat /dev/termination-log
`;

/** XORs one byte. */
const flip = (file: string, offset: string): string =>
  `at=$((${offset})); byte=$(od -An -tu1 -j "$at" -N 1 ${file}); printf "\\\\$(printf %o $((byte ^ 4)))" | dd of=${file} bs=1 seek="$at" conv=notrunc status=none`;

const SIZE = '$(wc -c <dump)';
const edit = (file: string, expression: string): string => `sed -i '${expression}' ${file}`;

let own: OwnDatabase;
let jobs: BackupJobs;
let tools: Toolbox;
let good: string;
let other: string;

beforeAll(async () => {
  own = await ownDatabase('drill', PROPS);
  jobs = new BackupJobs(own.namespace);
  await create(own.namespace, backupClaim('backups'));
  await own.pod.sql(SCHEMA);
  good = resultOf(await jobs.run('database-backup')).backup ?? '';
  // Of a server that differs in one row, and is called otherwise.
  await own.pod.sql('update item set price = 5 where id = 7');
  const neighbour = { INSTANCE: 'neighbour' };
  other = resultOf(await jobs.run('database-backup', { env: neighbour })).backup ?? '';
  tools = await jobs.toolbox('database-drill');
});

/** What the drill says of a damaged backup. */
async function drilled(damage: string): Promise<string[]> {
  return lines(await tools.shell(DRILL, damage, good, other));
}

test('the Job restores the newest one into a server of its own, and says how long it took and how old the data is', async () => {
  const outcome = await jobs.run('database-drill');
  expect([outcome.isComplete, outcome.log]).toEqual([true, expect.stringContaining(`taking ${good}`)]);
  expect(resultOf(outcome)).toEqual({
    backup: good,
    bytes: expect.any(Number) as number,
    dataAgeSeconds: expect.any(Number) as number,
    drill: 'passed',
    restoreSeconds: expect.any(Number) as number,
  });
});

test('the same by hand, as the tests of damage do it', async () => {
  expect(await drilled('true')).toEqual(['passed', expect.stringContaining('"drill":"passed"')]);
});

const DAMAGED =
  /^\{"error":"the backup \S+ (?:is damaged|is of another (?:database|server than it says)|does not restore)"\}$/;

test.each<[string, string]>([
  ...['0', '5', '60', `${SIZE} / 4`, `${SIZE} / 2`, `${SIZE} * 3 / 4`, `${SIZE} - 2`].map(
    (offset): [string, string] => [`a bit of the dump, at ${offset}`, flip('dump', offset)],
  ),
  ...['globals.sql', 'manifest.json', 'sequences.tsv', 'tables.tsv', 'SHA256SUMS'].map(
    (file): [string, string] => [`a bit of ${file}`, flip(file, '$(wc -c <' + file + ') / 2')],
  ),
  ['a cut dump', `truncate -s $((${SIZE} - 1)) dump`],
  ['half a dump', `truncate -s $((${SIZE} / 2)) dump`],
  ['half a dump, with its checksum', `truncate -s $((${SIZE} / 2)) dump; sum`],
  ['an empty dump', ': >dump'],
  ['an empty dump, with its checksum', ': >dump; sum'],
  ['a dump that is not there', 'rm dump'],
  ['no file at all', 'rm -f *'],
  ['empty checksums', ': >SHA256SUMS'],
  ['checksums without the dump’s', edit('SHA256SUMS', '/ dump$/d')],
  ['a manifest that was edited', edit('manifest.json', 's/"bytes":[0-9]*/"bytes":1/')],
  [
    'a size that was edited, with its checksum',
    `${edit('manifest.json', 's/"bytes":[0-9]*/"bytes":1/')}; sum`,
  ],
  ['a manifest that is none, with its checksum', 'echo "{" >manifest.json; sum'],
  [
    'a version that was edited, with its checksum',
    `${edit('manifest.json', 's/"version" *: *"16/"version":"15/')}; sum`,
  ],
  ['counts that were edited', edit('tables.tsv', 's/\\t3000\\t/\\t2999\\t/')],
  ['counts that were edited, with their checksum', `${edit('tables.tsv', 's/\\t3000\\t/\\t2999\\t/')}; sum`],
  ['a checksum of rows, with its checksum', `${edit('tables.tsv', 's/\\t[0-9a-f]\\{64\\}$/\\t0000/')}; sum`],
  ['a table less in the counts, with its checksum', `${edit('tables.tsv', '/note/d')}; sum`],
  ['a sequence, with its checksum', `${edit('sequences.tsv', 's/\\t3000/\\t2999/')}; sum`],
  ['a backup of another instance', 'rm -f *; cp /work/other/* .'],
  [
    'a backup of another instance, called as this one',
    `rm -f *; cp /work/other/* .; ${edit('manifest.json', 's/"name":"[^"]*"/"name":"\'"$good"\'"/')}; sum`,
  ],
  ['the dump of another, with its checksum', 'cp /work/other/dump .; sum'],
  [
    'another database’s manifest, with its checksum',
    `${edit('manifest.json', 's/"database" *: *"app"/"database":"shop"/')}; sum`,
  ],
])('finds %s', async (_, damage) => {
  const [status, message] = await drilled(damage);
  expect([status, message]).toEqual(['failed', expect.stringMatching(DAMAGED)]);
  expect(message).toContain(good);
});

test('fails the Job where the backup is damaged, where an assertion is false, and where there is none', async () => {
  await tools.shell(`cd /store/database/$1; cp dump /drill/dump; ${flip('dump', `${SIZE} / 2`)}`, good);
  const damaged = await jobs.run('database-drill');
  expect([damaged.isComplete, damaged.failed, resultOf(damaged)]).toEqual([
    false,
    1,
    { error: expect.stringMatching(new RegExp(`^the backup ${good} `)) as string },
  ]);
  await tools.shell('cp /drill/dump "/store/database/$1/dump"', good);

  await own.pod.sql('update item set price = 0 where id = 8');
  const free = resultOf(await jobs.run('database-backup')).backup;
  const untrue = await jobs.run('database-drill');
  expect([untrue.isComplete, untrue.failed, resultOf(untrue)]).toEqual([
    false,
    1,
    { error: `not true of ${free}: nothing is free` },
  ]);

  const none = await jobs.run('database-drill', { env: { INSTANCE: 'nobody' } });
  expect([none.isComplete, resultOf(none)]).toEqual([false, { error: 'there is no backup' }]);
});
