/** What a variable says of the encryption of the connection. */
interface TlsVerdict {
  /** What it has to be; undefined if it has to go. */
  readonly wanted: string | undefined;
  readonly reason: string;
}

const OF_DATABASE = String.raw`^(?:.*_)?(?:DB|DATABASE|POSTGRES(?:QL|DB)?|PG|SQL|RDS|DATASOURCE|JDBC|TYPEORM)_{0,2}(?:\w+_)?`;
const SWITCH = new RegExp(
  `${OF_DATABASE}(?:SSL|TLS|REQUIRESSL|ENCRYPT(?:ION|ED)?)(?:_?(?:MODE|ENABLED?|REQUIRED?|ON|ACTIVE))?$`,
  'i',
);
const CHECKS = new RegExp(
  `${OF_DATABASE}(?:SSL|TLS)_?(?:REJECT_?UNAUTHORIZED|VERIFY(?:_SERVER_CERT(?:IFICATE)?)?)$`,
  'i',
);
const AUTHORITY = new RegExp(
  `${OF_DATABASE}(?:SSL|TLS)_?(?:ROOT_?CERT|CA|CA_?(?:FILE|CERT|PATH)|CERT_?CA)$`,
  'i',
);

/** In each spelling of a switch, what switches it on. */
const ON: Readonly<Record<string, string>> = {
  '0': '1',
  disabled: 'enabled',
  f: 't',
  false: 'true',
  n: 'y',
  no: 'yes',
  off: 'on',
};

interface Circumstances {
  readonly mode: string;
  /** The connection is in separate variables: a URL says its mode itself. */
  readonly isSet: boolean;
  readonly isVerified: boolean;
}

/** Undefined for a variable that says nothing which this server would not take. */
export function judgeTls(
  name: string,
  value: string,
  { mode, isSet, isVerified }: Circumstances,
): TlsVerdict | undefined {
  const word = value.trim().toLowerCase();
  // libpq's own word gives way to the one in a URL.
  if (name === 'PGSSLMODE' && !isSet) return undefined;
  if (SWITCH.test(name)) {
    if (word === 'disable') return { wanted: mode, reason: 'switches the encryption off' };
    const on = ON[word];
    if (on !== undefined)
      return { wanted: inCaseOf(value.trim(), on), reason: 'switches the encryption off' };
    if (word === 'none') return { wanted: undefined, reason: 'switches the encryption off' };
    if (!isVerified && word.startsWith('verify')) return { wanted: undefined, reason: UNKNOWN_AUTHORITY };
    return undefined;
  }
  if (isVerified) return undefined;
  if (CHECKS.test(name) && Object.values(ON).includes(word)) {
    const [off = 'false'] = Object.entries(ON).find(([, on]) => on === word) ?? [];
    return { wanted: inCaseOf(value.trim(), off), reason: UNKNOWN_AUTHORITY };
  }
  return AUTHORITY.test(name) ? { wanted: undefined, reason: UNKNOWN_AUTHORITY } : undefined;
}

const UNKNOWN_AUTHORITY =
  'makes the application check a certificate that another authority signed than that of this server';

function inCaseOf(value: string, word: string): string {
  if (/^[A-Z]+$/.test(value)) return word.toUpperCase();
  return /^[A-Z]/.test(value) ? word.charAt(0).toUpperCase() + word.slice(1) : word;
}
