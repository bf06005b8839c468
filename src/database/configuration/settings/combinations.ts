import { knownSetting, folded } from './known-settings';
import { settingBoolean } from './setting-value';
import { settingNumber } from './setting-number';
import type { Server } from './text-rules';

/** The given settings by name in lower case; each value is valid on its own. */
export type GivenSettings = ReadonlyMap<string, string>;

/** MAX_BACKENDS of PostgreSQL: 18 bits. */
const MOST_PROCESSES = 262_143;

/** The problems of settings that are valid one by one, but together stop the server's start or its archiving. */
export function combinationProblems(given: GivenSettings, server: Server): string[] {
  const { major } = server;
  const text = (name: string, byDefault: string): string => given.get(name) ?? byDefault;
  const number = (name: string, byDefault: number): number => numberOf(name, given, server) ?? byDefault;
  const isOn = (name: string): boolean => settingBoolean(text(name, 'off')) === true;
  const isMinimal = folded(text('wal_level', 'replica')) === 'minimal';
  const archives = !/^(?:off|false|no|0)$/i.test(text('archive_mode', 'off'));
  const senders = number('max_wal_senders', 10);
  const connections = number('max_connections', 100);
  const reserved = number('superuser_reserved_connections', 3);
  const alsoReserved = major >= 16 ? number('reserved_connections', 0) : 0;
  const workers = number('autovacuum_max_workers', 3);
  const slots = major >= 18 ? number('autovacuum_worker_slots', 16) : workers;
  const background = number('max_worker_processes', 8);
  const processes = connections + slots + background + senders + (major >= 18 ? 2 : 1);

  const problems: readonly (readonly [when: boolean, say: string])[] = [
    [
      reserved + alsoReserved >= connections,
      `superuser_reserved_connections${major >= 16 ? ' and reserved_connections keep' : ' keeps'} ${reserved + alsoReserved} of ${connections} max_connections; allowed: fewer than max_connections`,
    ],
    [
      isMinimal && archives,
      'wal_level is "minimal" and archive_mode is not off; archiving needs wal_level replica or logical',
    ],
    [
      isMinimal && senders > 0,
      `wal_level is "minimal" and max_wal_senders is ${senders}; with minimal, max_wal_senders must be 0`,
    ],
    [
      isMinimal && isOn('summarize_wal'),
      'wal_level is "minimal" and summarize_wal is on; summaries need wal_level replica or logical',
    ],
    ...(['min_wal_size', 'max_wal_size'] as const).map(
      (name) =>
        [
          number(name, 80) < 32,
          `${name} is "${text(name, '')}"; allowed: at least 32MB, which is two WAL segments`,
        ] as const,
    ),
    [
      processes > MOST_PROCESSES,
      `max_connections, the autovacuum workers, max_worker_processes and max_wal_senders add up to ${processes} processes; allowed: at most ${MOST_PROCESSES}`,
    ],
    [
      isOn('log_statement_stats') &&
        ['log_parser_stats', 'log_planner_stats', 'log_executor_stats'].some(isOn),
      'log_statement_stats is on together with log_parser_stats, log_planner_stats or log_executor_stats, which it includes; give only log_statement_stats',
    ],
    [
      text('archive_command', '') !== '' && text('archive_library', '') !== '',
      'archive_command and archive_library are both given; give one of them',
    ],
  ];
  return problems.filter(([when]) => when).map(([, say]) => say);
}

function numberOf(name: string, given: GivenSettings, { major, build }: Server): number | undefined {
  const text = given.get(name);
  const setting = knownSetting(name, major, build);
  if (text === undefined || setting === undefined) return undefined;
  const reading = settingNumber(text, setting);
  return 'value' in reading ? reading.value : undefined;
}
