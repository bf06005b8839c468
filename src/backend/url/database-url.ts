import { Refusal } from '../../text/refusal';
import { urlProblems, passwordProblem } from './database-url-rules';
import { DEFAULT_DRIVER, type Driver } from './driver';
import { DRIVER_SYNTAX } from './driver-syntax';
import { percentEncode } from './percent-encoding';
import type { Parameter, TlsMode } from './tls';
import type { DatabaseUrlProps } from './database-url-props';

/** POSTGRESQL_PORT of src/database, which this room does not know. */
const DEFAULT_PORT = 5432;

/** Where a database is, in the syntax of the driver that is to reach it. It never holds the password. */
export class DatabaseUrl {
  /** @throws Refusal with all that is wrong. */
  constructor(readonly props: DatabaseUrlProps) {
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

  /** undefined: nobody has said so yet. */
  get driver(): Driver | undefined {
    return this.props.driver;
  }

  get tls(): TlsMode | undefined {
    return this.props.tls;
  }

  /** Does the driver give its password to nobody but a server that knows it, whoever made the certificate? */
  get bindsChannel(): boolean {
    const { channelBinding = this.tls === 'require' } = this.props;
    return channelBinding && this.syntax.channelBinding !== undefined;
  }

  /** What has to be in the application's environment beside the URL, where its driver takes no CA file in the URL. */
  get requiredEnvironment(): Readonly<Record<string, string>> {
    const { caVariable } = this.syntax;
    const { caFile } = this.props;
    return caVariable === undefined || caFile === undefined ? {} : { [caVariable]: caFile };
  }

  /** The same URL but for what is given. @throws Refusal with all that is wrong. */
  with(changes: Partial<DatabaseUrlProps>): DatabaseUrl {
    return new DatabaseUrl({ ...this.props, ...changes });
  }

  /** The URL with the password in it, as the driver reads it. @throws Refusal, which does not quote the password. */
  render(password: string): string {
    const problem = passwordProblem(password);
    if (problem !== undefined) throw Refusal.of('database-password', 'DatabaseUrl', problem);
    return this.assemble(percentEncode(password));
  }

  /** For people: with `***` in place of the password. */
  toString(): string {
    return this.assemble('***');
  }

  private get syntax(): (typeof DRIVER_SYNTAX)[Driver] {
    return DRIVER_SYNTAX[this.props.driver ?? DEFAULT_DRIVER];
  }

  private assemble(password: string): string {
    const { credentials, database } = this.syntax;
    const user = percentEncode(this.user);
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
  // "/" may stand in a query, and a path is easier to read with it.
  return `${percentEncode(name)}=${percentEncode(value, '/')}`;
}

function query(pairs: readonly string[]): string {
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}
