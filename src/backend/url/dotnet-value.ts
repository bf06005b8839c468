import { statementPairs } from '../../text/address/pairs';
import { isOtherServer } from './other-server';
import { hasPlaceholders } from './placeholder';
import { postgresqlValue, type PostgresqlValue } from './postgresql-value';

/** Npgsql's names for what every connection has, in lower case and without spaces. */
const SAME: ReadonlyMap<string, string> = new Map([
  ['server', 'host'],
  ['db', 'dbname'],
  ['database', 'dbname'],
  ['username', 'user'],
  ['userid', 'user'],
  ['uid', 'user'],
  ['psw', 'password'],
  ['pwd', 'password'],
]);

/** Npgsql's other parameters. One that is not here says that the string is another database's. */
const PARAMETERS = new Set(
  (
    'applicationname arraynullabilitymode autoprepareminusages cancellationtimeout channelbinding ' +
    'checkcertificaterevocation clientencoding commandtimeout connectionidlelifetime connectionlifetime ' +
    'connectionpruninginterval encoding enlist gssencryptionmode hostrecheckseconds includeerrordetail ' +
    'includeerrordetails includerealm internalcommandtimeout keepalive kerberosservicename loadbalancehosts ' +
    'loadbalancetimeout loadtablecomposites logparameters maxautoprepare maximumpoolsize maxpoolsize ' +
    'minimumpoolsize minpoolsize multiplexing noresetonclose options passfile persistsecurityinfo pooling ' +
    'readbuffersize replicationmode requireauth rootcertificate searchpath servercompatibilitymode ' +
    'socketreceivebuffersize socketsendbuffersize sslcertificate sslkey sslmode sslnegotiation sslpassword ' +
    'targetsessionattributes tcpkeepalive tcpkeepaliveinterval tcpkeepalivetime timeout timezone ' +
    'trustservercertificate writebuffersize writecoalescingbufferthresholdbytes'
  ).split(' '),
);

const CONNECTION = new Set(['host', 'port', 'dbname', 'user', 'password']);
const OTHERS_PORTS = new Set(['1433', '1521', '3306', '50000']);

/** SQL Server's `tcp:db,1433`, `db\\instance`, `(local)` and `.` */
const SQL_SERVERS_HOST = /^(?:tcp|np|lpc|admin):|[,\\]|^\(local|^\.$/i;

/** The users that other servers are installed with. */
const OTHERS_USER = /^(?:sa|root)$/i;

/** What neither SQL Server's nor MySQL's drivers write. */
const ITS_OWN =
  /^(?:host|username|search ?path|include ?error ?details?|channel ?binding|server ?compatibility ?mode|no ?reset ?on ?close|gss ?encryption ?mode|target ?session ?attributes)$/i;

/** Npgsql's connection string, `Host=db;Username=app;Password=…`. Undefined for any other text. */
export function readDotnet(value: string): PostgresqlValue | undefined {
  const pairs = statementPairs(value);
  if (pairs === undefined || (pairs.length < 2 && !value.includes(';'))) return undefined;
  const settings = new Map<string, string>();
  for (const [name, text, written] of pairs) {
    const same = SAME.get(name) ?? name;
    if (CONNECTION.has(same)) settings.set(same, text);
    else if (name === 'sslmode') settings.set('sslmode', libpqMode(text));
    else if (PARAMETERS.has(name)) settings.set(written, text);
    else return undefined;
  }
  const host = settings.get('host');
  if (host === undefined || OTHERS_PORTS.has(settings.get('port') ?? '')) return undefined;
  if (SQL_SERVERS_HOST.test(host) || isOtherServer(host)) return undefined;
  const isItsOwn =
    settings.get('port') === '5432' ||
    /postgres|^pg\b|-pg$/i.test(host) ||
    pairs.some(([, , written]) => ITS_OWN.test(written));
  if (!isItsOwn && OTHERS_USER.test(settings.get('user') ?? '')) return undefined;
  const found = postgresqlValue(settings, {
    scheme: '',
    driver: 'npgsql',
    hosts: [{ host: '', port: 5432 }],
    user: undefined,
    password: undefined,
    database: undefined,
    // What DatabaseUrl has written is no placeholder: it quotes a value that looks like one.
    hasPlaceholders: hasPlaceholders(value.replaceAll(/"(?:[^"]|"")*"/g, '')),
  });
  return isItsOwn ? found : { ...found, isAmbiguous: true };
}

/** `VerifyFull` is libpq's `verify-full`. */
function libpqMode(mode: string): string {
  return mode.toLowerCase().replace(/^verify[-_ ]?(?=ca|full)/, 'verify-');
}
