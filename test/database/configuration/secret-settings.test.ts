import { PostgresDatabase } from '../../../src/index';
import type { SettingValue } from '../../../src/server/given-setting';
import { CHATBOT } from '../../fixtures/chatbot';
import { planOf } from '../../in-process';
import { TemporaryRepository } from '../../temporary-repository';

function warnedOf(settings: Record<string, SettingValue>): string[] {
  const compose = (app: ConstructorParameters<typeof PostgresDatabase>[0]): void => {
    new PostgresDatabase(app, 'database', { configuration: { settings } });
  };
  const { warnings } = planOf(new TemporaryRepository(CHATBOT), { compose });
  const found = warnings.filter(({ code }) => code === 'setting-in-plain-sight');
  expect(JSON.stringify(found)).not.toContain('hunter2');
  return found.map(({ message }) => /setting (\S+)/.exec(message)?.[1] ?? '');
}

test('a setting that holds a secret is warned of, by name alone', () => {
  expect(
    warnedOf({
      archive_command: 'AWS_SECRET_ACCESS_KEY=hunter2 aws s3 cp %p s3://wal/%f',
      archive_mode: true,
      primary_conninfo: 'host=a password=hunter2',
      restore_command: 'curl https://me:hunter2@example.com/%f -o %p',
      ssl_passphrase_command: 'echo hunter2',
    }),
  ).toEqual(['archive_command', 'primary_conninfo', 'restore_command', 'ssl_passphrase_command']);
});

test('one that holds none is not', () => {
  expect(
    warnedOf({
      archive_command: 'wal-g wal-push %p',
      archive_mode: true,
      log_line_prefix: '%m [%p] %u@%d ',
      work_mem: '8MB',
    }),
  ).toEqual([]);
});
