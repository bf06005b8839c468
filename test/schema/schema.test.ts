import { load, loadAll } from 'js-yaml';
import { join, relative } from 'node:path';
import { PostgresVersion, Schema, type SchemaProps } from 'cdk8s-database';
import { CHATBOT, KUSTOMIZATION } from '../fixtures/chatbot';
import { changesOf, composition, planOf, problemsOf, synthesize, type Composition } from '../in-process';
import { TemporaryRepository, type Files } from '../temporary-repository';

const TABLE = 'create table t (a int, b text);\n';
const INDEX = '-- Why.\ncreate index concurrently if not exists t_by_a on t (a);\n';

function withSchema(props: SchemaProps = {}, version = PostgresVersion.V16): Composition {
  return composition({}, { schema: Schema.fromDirectory('schema', props), version });
}

function repositoryWith(migrations: Readonly<Record<string, string>>): TemporaryRepository {
  const files: Files = Object.fromEntries(
    Object.entries(migrations).map(([name, sql]) => [`schema/${name}`, sql]),
  );
  return new TemporaryRepository({ ...CHATBOT, ...files });
}

function messagesOf(repository: TemporaryRepository, compose = withSchema()): string[] {
  return problemsOf(repository, { compose }).map(({ path, message }) => `${path} ${message}`);
}

function allUnchanged(repository: TemporaryRepository): boolean {
  const { changes } = planOf(repository, { compose: withSchema() });
  return changes.every(({ action }) => action === 'unchanged');
}

interface ConfigMap {
  readonly metadata: { readonly name: string };
  readonly data: Readonly<Record<string, string>>;
}
interface Job {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly template: {
      readonly spec: { readonly volumes: readonly { readonly configMap?: { readonly name: string } }[] };
    };
  };
}

function configMap(repository: TemporaryRepository): ConfigMap {
  const all = loadAll(repository.read('k8s/base/database/configmap.yaml')) as ConfigMap[];
  const found = all.find(({ metadata }) => metadata.name.startsWith('database-schema-'));
  if (found === undefined) throw new Error('there is no ConfigMap with the migrations');
  return found;
}

function job(repository: TemporaryRepository): Job {
  return load(repository.read('k8s/base/database/job.yaml')) as Job;
}

describe('what a synth renders', () => {
  test('the files as they are, and how each is run', () => {
    const repository = repositoryWith({ '0001_tables.sql': TABLE, '0002_index.sql': INDEX, 'README.md': '' });
    synthesize(repository, { compose: withSchema() });

    const { data } = configMap(repository);
    expect(data).toMatchObject({ '0001_tables.sql': TABLE, '0002_index.sql': INDEX });
    expect(data).not.toHaveProperty('README.md');
    expect(data['migrations']?.split('\n').map((line) => line.split(' ').toSpliced(1, 1))).toEqual([
      ['0001_tables.sql', 'transaction', '-', '1.1.30'],
      ['0002_index.sql', 'concurrently', '"t_by_a"', `1.1.${INDEX.length - 2}`],
      [''],
    ]);
  });

  test('where each statement is, for psql reads none of them itself', () => {
    const sql = [
      "-- 😀; é\nselect ';', '\\'",
      '\n\n  ',
      'create function f() returns int begin atomic select 1; select 2; end ',
      '; ',
      '/* a /* ; */ */ select 3 -- ;',
    ];
    const repository = repositoryWith({ '0001_a.sql': `;${sql[0]};${sql[1]}${sql[2]}${sql[3]}${sql[4]}` });
    synthesize(repository, { compose: withSchema() });
    const { data } = configMap(repository);
    const characters = [...(data['0001_a.sql'] ?? '')];
    const places = (data['migrations'] ?? '').trim().split(' ').at(-1) ?? '';
    expect(
      places.split(',').map((place) => {
        const [line = 0, first = 0, count = 0] = place.split('.').map(Number);
        return [line, characters.slice(first - 1, first - 1 + count).join('')];
      }),
    ).toEqual([
      [1, sql[0]],
      [4, sql[2]],
      [4, sql[4]],
    ]);
  });

  test('a changed set is another Job with another ConfigMap, since neither can be changed', () => {
    const repository = repositoryWith({ '0001_tables.sql': TABLE });
    synthesize(repository, { compose: withSchema() });
    const before = job(repository).metadata.name;
    expect(before).toMatch(/^database-schema-[0-9a-f]{8}$/);
    expect(configMap(repository).metadata.name).toBe(before);

    repository.write({ 'schema/0002_index.sql': INDEX });
    synthesize(repository, { compose: withSchema() });
    const after = job(repository);
    expect(after.metadata.name).not.toBe(before);
    expect(after.spec.template.spec.volumes[0]?.configMap?.name).toBe(after.metadata.name);
    expect(allUnchanged(repository)).toBe(true);
  });

  test('the Job looks for the server under the name that kustomize gives it', () => {
    const repository = repositoryWith({ '0001_tables.sql': TABLE });
    repository.write({ 'k8s/base/kustomization.yaml': `${KUSTOMIZATION}\nnamePrefix: shop-\n` });
    synthesize(repository, { compose: withSchema() });
    expect(repository.read('k8s/base/database/job.yaml')).toContain('value: shop-database-headless');
  });

  test('another image is another Job too', () => {
    const repository = repositoryWith({ '0001_tables.sql': TABLE });
    synthesize(repository, { compose: withSchema() });
    const before = job(repository).metadata.name;
    synthesize(repository, { compose: withSchema({}, PostgresVersion.of(16, { minor: 9 })) });
    expect(job(repository).metadata.name).not.toBe(before);
  });

  test('without a schema there is no trace of one', () => {
    const repository = repositoryWith({ '0001_tables.sql': TABLE });
    synthesize(repository, { compose: withSchema() });
    const removed = changesOf(synthesize(repository));
    expect(removed['delete']).toEqual(['k8s/base/database/job.yaml']);
    for (const path of Object.keys(repository.tree()).filter((one) => one.includes('/database/'))) {
      expect(repository.read(path)).not.toContain('schema-');
    }
  });

  test('a procedure that is to be called again and again is a CronJob', () => {
    const repository = repositoryWith({
      '0001_tables.sql': TABLE,
      '0002_retention.sql': 'create procedure drop_old_rows() language sql as $$ delete from t $$;',
    });
    const scheduled = [{ procedure: 'drop_old_rows', schedule: '0 3 * * *' }];
    synthesize(repository, { compose: withSchema({ scheduled }) });
    expect(load(repository.read('k8s/base/database/cronjob.yaml'))).toMatchObject({
      metadata: { name: 'database-drop-old-rows' },
      spec: { schedule: '0 3 * * *', concurrencyPolicy: 'Forbid' },
    });
  });
});

describe('what a synth refuses, with nothing written', () => {
  test.each<[string, Record<string, string>, string]>([
    ['no folder', {}, 'schema contains no migration; add one, for example 0001_tables.sql'],
    [
      'a gap',
      { '0001_a.sql': TABLE, '0003_b.sql': TABLE },
      'schema/0003_b.sql follows a gap: number 0002 is missing',
    ],
    ['no first', { '0002_a.sql': TABLE }, 'schema/0002_a.sql follows a gap: number 0001 is missing'],
    [
      'a number twice',
      { '0001_a.sql': TABLE, '0001_b.sql': TABLE },
      'schema/0001_b.sql has the same number as 0001_a.sql',
    ],
    ['another width', { '0001_a.sql': TABLE, '02_b.sql': TABLE }, 'schema/02_b.sql has a number of 2 digits'],
    ['another name', { 'tables.sql': TABLE }, 'schema/tables.sql is not a valid name for a migration'],
    ['capitals', { '0001_A.SQL': TABLE }, 'schema/0001_A.SQL is not a valid name for a migration'],
  ])('%s', (_, files, message) => {
    expect(messagesOf(repositoryWith(files))).toEqual([expect.stringContaining(message) as string]);
  });

  test.each<[string, string, string]>([
    ['a syntax error', 'select 1;\n\n  selec 2;', ':3:3 syntax error at or near "selec"'],
    [
      'what only a later version knows',
      'create table v (a int, b int generated always as (a) virtual);',
      ':1:54 syntax error at or near "virtual"',
    ],
    ['a command of psql', '\\i other.sql', ':1:1 syntax error at or near "\\"'],
    ['a zero byte', 'select 1; \0 drop table t;', ':1:11 contains a zero byte'],
    ['a byte order mark', '\ufeffselect 1;', ':1:1 begins with a byte order mark'],
    ['COPY FROM STDIN with its rows', 'select 1;\ncopy t (a) from stdin;\n1\n\\.\n', ':3:1 COPY FROM STDIN'],
    ['nothing', '-- Later.\n', ':1:1 contains no statement'],
    ['a transaction of its own', 'begin;\nselect 1;\ncommit;', ':1:1 BEGIN, COMMIT, ROLLBACK'],
    ['COPY FROM STDIN', 'select 1; copy t from stdin;', ':1:11 COPY FROM STDIN'],
    ['VACUUM', 'vacuum t;', ':1:1 VACUUM is not allowed in a migration'],
    ['CREATE DATABASE', 'create database other;', ':1:1 CREATE DATABASE is not allowed'],
    [
      'DETACH CONCURRENTLY',
      'alter table a detach partition b concurrently;',
      ':1:1 DETACH PARTITION CONCURRENTLY',
    ],
    ['REINDEX CONCURRENTLY', 'reindex index concurrently i;', ':1:1 REINDEX is not allowed'],
    [
      'CONCURRENTLY beside something else',
      `${TABLE}${INDEX}`,
      ':3:1 CONCURRENTLY is not possible in a transaction with other',
    ],
    [
      'CONCURRENTLY that cannot be done again',
      'create index concurrently i on t (a);',
      ':1:1 CONCURRENTLY may be interrupted',
    ],
    [
      'a dropped one that cannot either',
      'drop index concurrently i;',
      ':1:1 CONCURRENTLY may be interrupted',
    ],
    [
      'a name that psql would read otherwise',
      `create index concurrently if not exists "it's" on t (a);`,
      ':1:1 CONCURRENTLY creates an index',
    ],
  ])('%s', (_, sql, message) => {
    const [first, ...more] = messagesOf(repositoryWith({ '0001_a.sql': sql }));
    expect(first).toContain(`schema/0001_a.sql${message}`);
    // A transaction is complained of at its beginning and at its end.
    expect(more.length).toBeLessThanOrEqual(1);
  });

  test('a file that is not UTF-8', () => {
    const repository = repositoryWith({});
    repository.write({ 'schema/0001_a.sql': Buffer.from("select 'caf\u00e9';", 'latin1') });
    expect(messagesOf(repository)).toEqual([
      'schema/0001_a.sql is not valid UTF-8; convert it to UTF-8, then run again',
    ]);
  });

  test('each error of each file at once, in characters as an editor counts them', () => {
    const repository = repositoryWith({
      '0001_a.sql': "select 'ä🦣';\nselect '🦣' form t;\n",
      '0002_b.sql': 'vacuum;\n/* x */ begin;\n',
    });
    expect(messagesOf(repository).map((message) => message.split(' ')[0])).toEqual([
      'schema/0001_a.sql:2:18',
      'schema/0002_b.sql:1:1',
      'schema/0002_b.sql:2:9',
    ]);
  });

  test('ANALYZE, DO, functions in any language and CONCURRENTLY alone are migrations', () => {
    const sql = `
      analyze;
      do $$ begin perform 1; end $$;
      create or replace function f() returns trigger language plpgsql as $f$ begin return new; end $f$;
      copy t to stdout;`;
    const repository = repositoryWith({
      '0001_a.sql': sql,
      '0002_b.sql': INDEX,
      '0003_c.sql': 'drop index concurrently if exists t_by_a;',
    });
    synthesize(repository, { compose: withSchema() });
    expect(configMap(repository).data['migrations']).toMatch(/0003_c\.sql \w+ concurrently - 1\.1\.40\n$/);
  });

  test('a newer version takes what an older one does not know', () => {
    const repository = repositoryWith({
      '0001_a.sql': 'create table v (a int, b int generated always as (a) virtual);',
    });
    expect(() => synthesize(repository, { compose: withSchema({}, PostgresVersion.V17) })).toThrow('virtual');
    synthesize(repository, { compose: withSchema({}, PostgresVersion.V18) });
  });

  test('a migration that stands in the YAML is edited, renamed or removed', () => {
    const repository = repositoryWith({
      '0001_a.sql': TABLE,
      '0002_b.sql': INDEX,
      '0003_c.sql': 'select 3;',
    });
    synthesize(repository, { compose: withSchema() });

    repository.write({ 'schema/0001_a.sql': `${TABLE}-- One comment more.\n` });
    repository.remove('schema/0003_c.sql');
    expect(problemsOf(repository, { compose: withSchema() })).toEqual([
      {
        code: 'migration-edited',
        path: 'schema/0001_a.sql',
        message:
          'was edited after it was synthesized, and may have run; restore it and put the change into a new migration, 0003_….sql, or give --force if it has run nowhere',
      },
      expect.objectContaining({
        path: 'schema/0003_c.sql',
        message: expect.stringMatching(/^was removed/) as string,
      }),
    ]);
    // Where it has run nowhere.
    synthesize(repository, { compose: withSchema(), flags: { force: true, inPlace: true } });
    expect(allUnchanged(repository)).toBe(true);
  });

  test('in an output folder as well as in place', () => {
    const repository = repositoryWith({ '0001_a.sql': TABLE });
    const flags = { output: repository.path('..', 'dist') };
    synthesize(repository, { compose: withSchema(), flags });
    repository.write({ 'schema/0001_a.sql': INDEX });
    expect(() => planOf(repository, { compose: withSchema(), flags })).toThrow('was edited');
  });

  test('with the line ends of Windows it is the same migration', () => {
    const repository = repositoryWith({ '0001_a.sql': 'select 1;\n-- \n' });
    synthesize(repository, { compose: withSchema() });
    repository.write({ 'schema/0001_a.sql': 'select 1;\r\n-- \r\n' });
    expect(allUnchanged(repository)).toBe(true);
  });

  test('what a merge left with a conflict in it', () => {
    const repository = repositoryWith({ '0001_a.sql': TABLE });
    synthesize(repository, { compose: withSchema() });
    const path = 'k8s/base/database/configmap.yaml';
    repository.write({
      'schema/0002_theirs.sql': INDEX,
      [path]: `<<<<<<< ours\n${repository.read(path)}>>>>>>> theirs\n`,
    });
    expect(messagesOf(repository)).toEqual([
      expect.stringMatching(`^${path} is not valid YAML, as after a merge`),
    ]);
  });

  test('a folder, or a file, that is not in the repository', () => {
    const repository = repositoryWith({ '0001_a.sql': TABLE });
    const outside = new TemporaryRepository({ 'elsewhere/0001_a.sql': TABLE });
    const folder = join(outside.root, 'elsewhere');
    repository.link('linked', folder);
    for (const directory of [relative(repository.root, folder), folder, 'linked']) {
      expect(messagesOf(repository, composition({}, { schema: Schema.fromDirectory(directory) }))).toEqual([
        `${directory} is outside of the repository; give a folder in it, so that others have the migrations as well`,
      ]);
    }
    repository.link('schema/0002_b.sql', join(folder, '0001_a.sql'));
    expect(messagesOf(repository)).toEqual([
      'schema/0002_b.sql is a symbolic link to outside of the repository; replace it by the file',
    ]);
  });

  test('a folder that is said in full, and links that stay in the repository, are fine', () => {
    const repository = repositoryWith({ '0001_a.sql': TABLE });
    repository.link('linked', 'schema');
    repository.link('schema/0002_b.sql', '0001_a.sql');
    for (const directory of [join(repository.root, 'schema'), 'linked']) {
      const compose = composition({}, { schema: Schema.fromDirectory(directory) });
      expect(() => planOf(repository, { compose })).not.toThrow();
    }
  });

  test('what is called like a migration and is no file', () => {
    const repository = repositoryWith({ '0001_a.sql': TABLE });
    repository.link('schema/0002_b.sql', 'nowhere.sql');
    expect(messagesOf(repository)).toEqual([
      'schema/0002_b.sql is not a file; replace it by a file with the SQL, or remove it',
    ]);
  });

  test('a folder that is called like a migration is none', () => {
    const repository = repositoryWith({ '0001_a.sql': TABLE });
    repository.write({ 'schema/0002_b.sql/readme': '' });
    synthesize(repository, { compose: withSchema() });
    expect(configMap(repository).data['migrations']).toMatch(/^0001_a\.sql .*\n$/);
  });

  test('what stays in the cluster when it is taken out is said, where nothing prunes it', () => {
    const repository = repositoryWith({
      '0001_tables.sql': TABLE,
      '0002_retention.sql': 'create procedure tidy() language sql as $$ delete from t $$;',
    });
    synthesize(repository, {
      compose: withSchema({ scheduled: [{ procedure: 'tidy', schedule: '0 3 * * *' }] }),
    });
    const messageOf = (compose?: Composition): string | undefined =>
      planOf(repository, compose && { compose }).warnings.find(({ code }) => code === 'left-in-cluster')
        ?.message;
    expect(messageOf(withSchema())).toMatch(/: kubectl delete cronjob\/database-tidy$/);
    expect(messageOf()).toMatch(
      /: kubectl delete cronjob\/database-tidy networkpolicy\/database-schema-migration$/,
    );
  });

  test('an overlay that renames the server, which the Job would not find', () => {
    const repository = repositoryWith({ '0001_a.sql': TABLE });
    repository.write({
      'k8s/overlays/prod/kustomization.yaml': 'namePrefix: prod-\nresources: [../../base]\n',
    });
    const { warnings } = planOf(repository, { compose: withSchema() });
    const renamed = warnings.filter(({ code }) => code === 'host-renamed').map(({ message }) => message);
    expect(renamed).toContainEqual(expect.stringContaining('PGHOST in the Jobs for migrations'));
  });

  test('a scheduled procedure that none creates, and schedules that are none', () => {
    const repository = repositoryWith({ '0001_a.sql': TABLE });
    const scheduled = [{ procedure: 'prune', schedule: '0 3 * * *' }];
    expect(messagesOf(repository, withSchema({ scheduled }))).toEqual([
      'schema does not create procedure prune, which is to be called on a schedule; add it, or correct its name',
    ]);
    const wrong = [
      { procedure: 'twice', schedule: '0 3 * * *' },
      { procedure: 'twice', schedule: '0 4 * * *' },
      { procedure: 'Prune it', schedule: '0 3 * * *' },
      { procedure: 'p'.repeat(50), schedule: 'daily' },
    ];
    const said = messagesOf(repository, withSchema({ scheduled: wrong })).join('\n');
    expect(said).toContain('twice is scheduled twice; give it one schedule');
    expect(said).toContain('"Prune it" is not a valid name for a scheduled procedure');
    expect(said).toContain(
      `"database-${'p'.repeat(50)}" is too long for the name of a CronJob; allowed: at most 52 characters`,
    );
    expect(said).toContain('"daily" is not a valid schedule');
  });

  test('more than a ConfigMap holds; what kubectl cannot remember is warned of', () => {
    const large = repositoryWith({ '0001_a.sql': `select '${'x'.repeat(300_000)}';` });
    const { warnings } = planOf(large, { compose: withSchema() });
    expect(warnings.map(({ code }) => code)).toContain('schema-large');
    expect(messagesOf(repositoryWith({ '0001_a.sql': `select '${'x'.repeat(1_000_000)}';` }))).toEqual([
      expect.stringContaining('a ConfigMap holds at most 1000000') as string,
    ]);
  });
});
