import { Size } from 'cdk8s';
import type { PostgresDatabaseProps } from 'cdk8s-database';
import { CHATBOT } from '../../fixtures/chatbot';
import { codesOf, composition, synthesize } from '../../in-process';
import { TemporaryRepository } from '../../temporary-repository';

/** What is said of the running server when it gets these props after those before. */
function saidOf(all: readonly PostgresDatabaseProps[]): string[] {
  const repository = new TemporaryRepository(CHATBOT);
  const said = all.map((props) =>
    codesOf(synthesize(repository, { compose: composition({}, props) }).warnings),
  );
  return said.at(-1)?.filter((code) => code.startsWith('server-')) ?? [];
}

const settings = (given: Record<string, string | number>): PostgresDatabaseProps => ({
  configuration: { settings: given },
});

test.each<[string, string[], PostgresDatabaseProps[]]>([
  ['a new database', [], [{}]],
  ['nothing changed', [], [{}, {}]],
  ['a setting that a running server takes', ['server-reloads'], [{}, settings({ work_mem: '8MB' })]],
  ['the same again', [], [{}, settings({ work_mem: '8MB' }), settings({ work_mem: '8MB' })]],
  ['one that holds from a start on', ['server-restarts'], [{}, settings({ wal_level: 'logical' })]],
  [
    'an extension’s, of which nobody knows',
    ['server-restarts'],
    [{}, settings({ 'pg_stat_statements.max': 100 })],
  ],
  ['more memory', ['server-restarts'], [{}, { resources: { memory: Size.mebibytes(520) } }]],
])('%s: %j', (_, expected, all) => {
  expect(saidOf(all)).toEqual(expected);
});
