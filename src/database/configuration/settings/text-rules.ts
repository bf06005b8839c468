import type { PostgresMajor } from '../../../server/postgres-version';
import { isDateStyle } from './date-style';
import { folded } from './known-settings';
import type { PostgresBuild } from './postgres-build';
import { settingList } from './setting-list';
import { isStandbyNames } from './standby-names';
import { mayBeTimeZone } from './time-zone';

export interface Server {
  readonly major: PostgresMajor;
  readonly build: PostgresBuild;
  /** True if the image may contain libraries that are in no list. */
  readonly ownLibraries: boolean;
}

interface TextRule {
  readonly accepts: (text: string, server: Server) => boolean;
  readonly allowed: string;
}

const LIST = 'a list separated by commas, with double quotes around an item that is not a plain name';

/** A list whose items are among ALLOWED, in upper or lower case. */
function words(...allowed: readonly string[]): TextRule {
  return {
    accepts: (text) => settingList(text)?.every((item) => allowed.includes(folded(item))) ?? false,
    allowed: `a list of ${allowed.join(', ')}`,
  };
}

const anyList: TextRule = { accepts: (text) => settingList(text) !== undefined, allowed: LIST };

const timeZone: TextRule = {
  accepts: mayBeTimeZone,
  allowed: 'a time zone, for example UTC or Europe/Berlin',
};

/** The locales of the official image; those of another build are unknown. */
const locale: TextRule = {
  accepts: (text, { build }) =>
    build !== 'debian' || /^(?:|C|POSIX|(?:C|en_US)\.(?:utf-?8|UTF-?8|Utf-?8))$/.test(text),
  allowed: 'C, C.UTF-8, en_US.UTF-8 or POSIX, the locales of the official image',
};

const SLOT = /^[a-z0-9_]{1,63}$/;
const SLOT_ALLOWED = 'a-z, 0-9 and "_", at most 63 characters';

const RESOURCE_MANAGERS = [
  ...['all', 'heap', 'heap2', 'btree', 'hash', 'gin', 'gist'],
  ...['sequence', 'spgist', 'brin', 'generic'],
];

/** PostgreSQL's pg_encname_tbl; only letters and digits are compared. */
const ENCODINGS = new Set(
  (
    'abc alt big5 euccn eucjis2004 eucjp euckr euctw gb18030 gbk iso88591 iso885910 iso885913 iso885914 ' +
    'iso885915 iso885916 iso88592 iso88593 iso88594 iso88595 iso88596 iso88597 iso88598 iso88599 johab koi8 ' +
    'koi8r koi8u latin1 latin10 latin2 latin3 latin4 latin5 latin6 latin7 latin8 latin9 mskanji muleinternal ' +
    'shiftjis shiftjis2004 sjis sqlascii tcvn tcvn5712 uhc unicode utf8 vscii win win1250 win1251 win1252 ' +
    'win1253 win1254 win1255 win1256 win1257 win1258 win866 win874 win932 win936 win949 win950 windows1250 ' +
    'windows1251 windows1252 windows1253 windows1254 windows1255 windows1256 windows1257 windows1258 ' +
    'windows866 windows874 windows932 windows936 windows949 windows950'
  ).split(' '),
);

const CONNECTION_STEPS = words('receipt', 'authentication', 'authorization', 'setup_durations', 'all');
const DESTINATIONS = words('stderr', 'csvlog', 'jsonlog', 'syslog');

/** log_connections was a boolean up to 17; a single boolean is still valid. */
function isSwitch(text: string): boolean {
  return settingList(text)?.length === 1 && /^[\s"]*(?:on|off|true|false|yes|no|1|0)[\s"]*$/i.test(text);
}

/** The server's checks of settings that are plain text in pg_settings; names in lower case. */
const TEXT_RULES: Readonly<Record<string, TextRule>> = {
  backtrace_functions: {
    accepts: (text) => /^[A-Za-z0-9_, \n\t]*$/.test(text),
    allowed: 'names of C functions, separated by commas',
  },
  client_encoding: {
    accepts: (text) => text.length < 64 && ENCODINGS.has(folded(text).replace(/[^a-z0-9]/g, '')),
    allowed: 'an encoding of PostgreSQL, for example UTF8',
  },
  createrole_self_grant: words('set', 'inherit'),
  datestyle: { accepts: isDateStyle, allowed: 'a style and an order, for example "ISO, DMY"' },
  debug_io_direct: words('data', 'wal', 'wal_init'),
  default_table_access_method: {
    accepts: (text) => text !== '',
    allowed: 'an access method, for example heap',
  },
  lc_messages: {
    accepts: (text, server) => text !== '' && locale.accepts(text, server),
    allowed: locale.allowed,
  },
  lc_monetary: locale,
  lc_numeric: locale,
  lc_time: locale,
  log_connections: {
    accepts: (text, server) => server.major < 18 || isSwitch(text) || CONNECTION_STEPS.accepts(text, server),
    allowed: `on, off, or ${CONNECTION_STEPS.allowed}`,
  },
  log_destination: {
    accepts: (text, server) =>
      DESTINATIONS.accepts(text, server) && !(server.major < 15 && /jsonlog/i.test(text)),
    allowed: `${DESTINATIONS.allowed}; jsonlog from PostgreSQL 15 on`,
  },
  log_timezone: timeZone,
  primary_slot_name: { accepts: (text) => text === '' || SLOT.test(text), allowed: SLOT_ALLOWED },
  recovery_target: { accepts: (text) => /^(?:immediate)?$/.test(text), allowed: 'immediate' },
  recovery_target_lsn: {
    accepts: (text) => /^(?:[0-9a-f]{1,8}\/[0-9a-f]{1,8})?$/i.test(text),
    allowed: 'a position in the WAL, for example 0/1520D00',
  },
  recovery_target_name: {
    accepts: (text) => Buffer.byteLength(text) < 64,
    allowed: 'at most 63 bytes',
  },
  restrict_nonsystem_relation_kind: words('view', 'foreign-table'),
  search_path: anyList,
  synchronized_standby_slots: {
    accepts: (text) => settingList(text)?.every((slot) => SLOT.test(slot)) ?? false,
    allowed: `a list of slots; allowed in a name: ${SLOT_ALLOWED}`,
  },
  synchronous_standby_names: {
    accepts: isStandbyNames,
    allowed: 'names separated by commas, or a number of them, such as ANY 1 (a, b)',
  },
  temp_tablespaces: anyList,
  timezone: timeZone,
  timezone_abbreviations: {
    accepts: (text) => ['Australia', 'Default', 'India'].includes(text),
    allowed: 'Default, Australia, India',
  },
  wal_consistency_checking: words(...RESOURCE_MANAGERS),
};

/** The allowed values if the server rejects TEXT; else undefined, also if there is no rule for the setting. */
export function refusedText(name: string, text: string, server: Server): string | undefined {
  const rule = TEXT_RULES[folded(name)];
  if (rule === undefined || rule.accepts(text, server)) return undefined;
  return rule.allowed;
}
