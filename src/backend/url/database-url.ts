import { refuseUnknownProps } from '../../text/known-props';
import { Refusal } from '../../text/refusal';
import { urlProblems, passwordProblem } from './database-url-rules';
import { DEFAULT_DRIVER, type Driver } from './driver';
import { DRIVER_SYNTAX } from './driver-syntax';
import { connectionString } from './connection-string';
import { percentEncode } from './percent-encoding';
import type { Parameter, TlsMode } from './tls';
import type { DatabaseUrlProps } from './database-url-props';

/** The same as POSTGRESQL_PORT in src/database, which this folder may not import. */
const DEFAULT_PORT = 5432;

/** Where a database is, in the syntax of the driver that is to reach it. It never holds the password. */
export class DatabaseUrl {
  /** @throws Refusal with every problem. */
  constructor(readonly props: DatabaseUrlProps) {
    refuseUnknownProps('DatabaseUrlProps', 'DatabaseUrl', props);
    const problems = urlProblems(props);
    if (problems.length > 0) {
      throw new Refusal(problems.map((message) => ({ code: 'database-url', path: 'DatabaseUrl', message })));
    }
  }

  /** Without brackets. */
  get host(): string {
    return this.props.host.replace(/^\[(.*)\]$/, '$1');
  }

  get port(): number {
    return this.props.port ?? DEFAULT_PORT;
  }

  get database(): string {
    return this.props.database;
  }

  get user(): string {
    return this.props.user;
  }

  /** Undefined if it is not chosen yet. */
  get driver(): Driver | undefined {
    return this.props.driver;
  }

  get tls(): TlsMode | undefined {
    return this.props.tls;
  }

  /** True if the driver sends no password to a server that cannot prove that it knows the password. */
  get bindsChannel(): boolean {
    const { channelBinding = this.tls === 'require' } = this.props;
    return channelBinding && this.syntax.channelBinding !== undefined;
  }

  /** Environment variables that the application needs too, if its driver reads no CA file from the URL. */
  get requiredEnvironment(): Readonly<Record<string, string>> {
    const { caVariable } = this.syntax;
    const { caFile } = this.props;
    return caVariable === undefined || caFile === undefined ? {} : { [caVariable]: caFile };
  }

  /** A copy of the URL with CHANGES. @throws Refusal with every problem. */
  with(changes: Partial<DatabaseUrlProps>): DatabaseUrl {
    return new DatabaseUrl({ ...this.props, ...changes });
  }

  /** The URL with the password, in the driver's syntax. @throws Refusal, which does not contain the password. */
  render(password: string): string {
    const problem = passwordProblem(password);
    if (problem !== undefined) throw Refusal.of('database-password', 'DatabaseUrl', problem);
    return this.isUrl
      ? this.assemble(percentEncode(this.user), percentEncode(password))
      : this.statements(this.user, password);
  }

  /** For output: with `***` in place of the password. */
  toString(): string {
    return this.isUrl ? this.assemble(percentEncode(this.user), '***') : this.statements(this.user, '***');
  }

  /** With texts that the reader's environment fills in for user and password, as they are. @internal */
  compose(user: string, password: string): string {
    return this.isUrl ? this.assemble(user, password) : this.statements(user, password);
  }

  private get isUrl(): boolean {
    return this.syntax.credentials !== 'statements';
  }

  private statements(user: string, password: string): string {
    return connectionString([
      ['Host', this.host],
      ['Port', String(this.port)],
      ['Database', this.database],
      ['Username', user],
      ['Password', password],
      ...this.parameters,
    ]);
  }

  private get syntax(): (typeof DRIVER_SYNTAX)[Driver] {
    return DRIVER_SYNTAX[this.props.driver ?? DEFAULT_DRIVER];
  }

  private assemble(user: string, password: string): string {
    const { credentials, database } = this.syntax;
    const inAuthority = credentials === 'authority';
    const host = this.host.includes(':') ? `[${this.host}]` : this.host;
    return [
      `${this.scheme}://`,
      inAuthority ? `${user}:${password}@` : '',
      `${host}:${this.port}/`,
      database.encode(this.database),
      query([...(inAuthority ? [] : [`user=${user}`, `password=${password}`]), ...this.parameters.map(pair)]),
    ].join('');
  }

  private get scheme(): string {
    return this.syntax.shortScheme && this.props.scheme === 'postgres' ? 'postgres' : this.syntax.scheme;
  }

  private get parameters(): Parameter[] {
    const { tls: mode, caFile, parameters = {} } = this.props;
    const { channelBinding } = this.syntax;
    return [
      ...(mode === undefined ? [] : this.syntax.tls({ mode, caFile })),
      ...(channelBinding !== undefined && this.bindsChannel ? [channelBinding] : []),
      ...Object.entries(parameters),
    ];
  }
}

function pair([name, value]: Parameter): string {
  // "/" is allowed in a query, and a path is easier to read with it.
  return `${percentEncode(name)}=${percentEncode(value, '/')}`;
}

function query(pairs: readonly string[]): string {
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}
