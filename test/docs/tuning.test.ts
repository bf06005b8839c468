import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tuning } from '../../src/database/configuration/postgres-tuning';

test('the figures in docs/tuning.md are those that are rendered', () => {
  const text = readFileSync(join(__dirname, '../../docs/tuning.md'), 'utf8');
  const [, heads = '', rows = ''] = /^\| memory \|(.*)\|\n.*\n((?:\| \d+ MiB .*\n)+)/m.exec(text) ?? [];
  const cells = (row: string): string[] => row.split('|').map((cell) => cell.trim().replaceAll('`', ''));
  const names = cells(heads);
  const lines = rows.trim().split('\n');
  expect([names.length, lines.length]).toEqual([4, 6]);
  for (const line of lines) {
    const [, memory = '', ...figures] = cells(line);
    const conf = new Map(
      tuning({ cpus: 1, major: 16, memory: Number.parseInt(memory), storage: 'ssd', workload: 'web' }).map(
        ({ name, value }) => [name, value],
      ),
    );
    expect([memory, ...names.map((name) => conf.get(name))]).toEqual([memory, ...figures.slice(0, -1)]);
  }
});
