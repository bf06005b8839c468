import { chatbot, secretFile } from '../../fixtures/chatbot';
import type { Notice } from '../../../src/text/refusal';
import { problemsOf } from '../../in-process';
import { TemporaryRepository } from '../../temporary-repository';

const SECRET = 'k8s/base/backend/secret.yaml';
const PASSWORD = 'Hx7qLw2Zr9';
const HOST = 'db.example.com';

/** What real programs take for a database's address, and this tool cannot write. Each names HOST, and a password. */
const AT_HOST: readonly (readonly [what: string, value: string])[] = [
  ['django-environ', `psql://app:${PASSWORD}@${HOST}:5432/prod`],
  ['Ecto', `ecto://app:${PASSWORD}@${HOST}/prod?ssl=true`],
  ['ADO.NET, Npgsql', `Host=${HOST};Port=5432;Database=prod;Username=app;Password=${PASSWORD}`],
  [
    'ADO.NET, SQL Server',
    `Server=tcp:${HOST},1433;Initial Catalog=prod;User ID=app;Password={${PASSWORD};x};Encrypt=True`,
  ],
  [
    'ADO.NET, a named instance',
    `Data Source=${HOST}\\SQLEXPRESS;User Id=app;Password="${PASSWORD};""y";Encrypt=false`,
  ],
  ['ADO.NET, MySQL', `Server=${HOST};Port=3306;Database=prod;Uid=app;Pwd=${PASSWORD};`],
  ['ODBC', `Driver={PostgreSQL Unicode};Server=${HOST};Port=5432;Database=prod;UID=app;PWD=${PASSWORD};`],
  ['Go, MySQL', `app:${PASSWORD}@tcp(${HOST}:3306)/prod?parseTime=true`],
  ['Go, SQL Server', `sqlserver://app:${PASSWORD}@${HOST}:1433?database=prod`],
  ['PDO', `pgsql:host=${HOST};dbname=prod;user=app;password=${PASSWORD}`],
  ['PDO, SQL Server', `sqlsrv:Server=${HOST},1433;Database=prod;UID=app;PWD=${PASSWORD}`],
  ['JDBC, of AWS', `jdbc:aws-wrapper:postgresql://${HOST}:5432/prod?user=app&password=${PASSWORD}`],
  ['JDBC, p6spy', `jdbc:p6spy:postgresql://${HOST}:5432/prod?user=app&password=${PASSWORD}`],
  ['JDBC, OpenTelemetry', `jdbc:otel:postgresql://${HOST}/prod?user=app&password=${PASSWORD}`],
  ['JDBC, SQL Server', `jdbc:sqlserver://${HOST}:1433;databaseName=prod;user=app;password=${PASSWORD}`],
  ['JDBC, Oracle', `jdbc:oracle:thin:app/${PASSWORD}@//${HOST}:1521/PROD`],
  ['JDBC, a service of Oracle', `jdbc:oracle:thin:@${HOST}:1521:PROD`],
  ['JDBC, H2 as a server', `jdbc:h2:tcp://${HOST}:9092/prod;USER=sa;PASSWORD=${PASSWORD}`],
  ['JDBC, HSQLDB as a server', `jdbc:hsqldb:hsql://${HOST}/prod`],
  ['JDBC, Derby as a server', `jdbc:derby://${HOST}:1527/prod;user=app;password=${PASSWORD}`],
  ['R2DBC', `r2dbc:mysql://app:${PASSWORD}@${HOST}/prod`],
  ['Oracle, EZConnect', `app/${PASSWORD}@//${HOST}:1521/PROD`],
  [
    'Oracle, a description',
    `(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=${HOST})(PORT=1521))(CONNECT_DATA=(SERVICE_NAME=PROD)))`,
  ],
  ['AMQP', `amqps://app:${PASSWORD}@${HOST}:5671/prod`],
  ['MongoDB by SRV', `mongodb+srv://app:${PASSWORD}@${HOST}/prod?retryWrites=true`],
  ['PostgreSQL by SRV', `postgres+srv://app:${PASSWORD}@${HOST}/prod`],
  ['Redis, of StackExchange', `${HOST}:6380,password=${PASSWORD},ssl=True,abortConnect=False`],
  ['remote libSQL', `libsql://${HOST}?authToken=${PASSWORD}`],
  ['remote libSQL by SQLAlchemy', `sqlite+libsql://${HOST}/?authToken=${PASSWORD}`],
  ['a scheme of nobody', `acmedb://app:${PASSWORD}@${HOST}/prod`],
  ['JSON', `{"host":"${HOST}","user":"app","password":"${PASSWORD}","dbname":"prod"}`],
  ['JSON around a URL', `{"db":{"url":"postgresql://app:${PASSWORD}@${HOST}/prod"}}`],
  ['YAML', `host: ${HOST}\nuser: app\npassword: ${PASSWORD}\n`],
  ['a URL in quotes', `"postgresql://app:${PASSWORD}@${HOST}/prod"`],
  ['a line of a .env file', `DATABASE_URL=postgresql://app:${PASSWORD}@${HOST}/prod`],
  ['an exported line', `export DATABASE_URL='mysql://app:${PASSWORD}@${HOST}/prod'`],
  ['base64 twice', Buffer.from(`postgresql://app:${PASSWORD}@${HOST}/prod`).toString('base64')],
  ['base64 twice, in quotes', `"${Buffer.from(`mysql://app:${PASSWORD}@${HOST}/prod`).toString('base64')}"`],
  ['no scheme', `${HOST}:5432/prod`],
  ['no scheme, with a login', `app:${PASSWORD}@${HOST}:5432/prod`],
];

/** Without HOST: an address of another form, or no address. */
const OTHERS: readonly (readonly [what: string, value: string, code: string, shown: string])[] = [
  ['an IPv6 address', `mysql://app:${PASSWORD}@[2001:db8::7]:3306/prod`, 'leads-elsewhere', '2001:db8::7'],
  [
    'a socket',
    `postgresql://app:${PASSWORD}@/prod?host=/cloudsql/a:b:c`,
    'leads-elsewhere',
    '/cloudsql/a:b:c',
  ],
  [
    'a socket in the authority',
    `postgresql://app:${PASSWORD}@%2Fvar%2Frun%2Fpg/prod`,
    'leads-elsewhere',
    '/var/run/pg',
  ],
  [
    'two hosts',
    `mongodb://app:${PASSWORD}@a.example.com:27017,b.example.com/prod`,
    'leads-elsewhere',
    'a.example.com, b.example.com',
  ],
  ['another namespace', `postgresql://app:${PASSWORD}@pg.data.svc/prod`, 'leads-elsewhere', 'pg.data.svc'],
  [
    'a MySQL of this machine',
    `mysql://root:${PASSWORD}@localhost/prod`,
    'leads-elsewhere',
    'mysql at localhost',
  ],
  ['DuckDB', 'duckdb:///data/prod.duckdb', 'leads-elsewhere', 'duckdb'],
  [
    'a login by Windows',
    `Server=(localdb)\\mssqllocaldb;Database=prod;Trusted_Connection=True`,
    'leads-elsewhere',
    'sqlserver',
  ],
  ['a data source', `DSN=prod;UID=app;PWD=${PASSWORD}`, 'leads-elsewhere', 'odbc'],
  ['a password with an @', `mysql://app:${PASSWORD}@x/y@${HOST}/prod`, 'leads-elsewhere', 'points to mysql,'],
  ['a password', PASSWORD, 'value-not-known', 'DATABASE_URL'],
  ['a password with a dot and a colon', `${PASSWORD}.x:12`, 'value-not-known', 'DATABASE_URL'],
  ['a user and a password', `app:${PASSWORD}`, 'value-not-known', 'DATABASE_URL'],
  ['hexadecimal', 'a94a8fe5ccb19ba61c4c0873d391e987982fbbd3', 'value-not-known', 'DATABASE_URL'],
  ['a word that may be a password', 'postgres', 'value-not-known', 'DATABASE_URL'],
  ['two words that may be one', 'correct horse', 'value-not-known', 'DATABASE_URL'],
];

function refused(value: string): readonly Notice[] {
  const repository = new TemporaryRepository({ ...chatbot({ [SECRET]: secretFile(value) }) });
  const before = repository.read(SECRET);
  const problems = problemsOf(repository);
  expect(repository.read(SECRET)).toBe(before);
  expect(JSON.stringify(problems)).not.toContain(PASSWORD);
  return problems;
}

describe('what is not known to be a placeholder is refused, and its host named', () => {
  test.each(AT_HOST)('%s', (_, value) => {
    expect(refused(value)).toEqual([
      { code: 'leads-elsewhere', path: SECRET, message: expect.stringContaining(HOST) as string },
    ]);
  });

  test.each(OTHERS)('%s', (_, value, code, shown) => {
    expect(refused(value)).toEqual([
      {
        code,
        path: SECRET,
        message: expect.stringMatching(/^DATABASE_URL .*replaceDatabase: true/s) as string,
      },
    ]);
    expect(refused(value)[0]?.message).toContain(shown);
  });
});
