import type { Chart } from 'cdk8s';
import type { EnvironmentConnection } from '../backend/database-connection';
import type { DatabaseUrl } from '../backend/database-url';
import { rowOf } from '../backend/environment-row';
import { composeDatabase, type ComposeDatabaseProps } from '../environments/compose-database';
import { laptopVariables, productionVariables } from '../environments/dotenv-file';
import { placeCompose } from '../environments/place-compose';
import { keptPassword, placeDotenv } from '../environments/place-dotenv';
import type { EnvironmentSynthesis } from '../gitops/synthesis';
import type { DatabaseEnvironment } from './database-environment';
import type { PostgresDatabase, UrlProps } from './postgres-database';

/** A server of the environment's own: its chart, and what a service of a compose file has of it. */
export interface EnvironmentServer {
  readonly chart: PostgresDatabase;
  /** Known once a synth has surveyed it. */
  readonly forCompose: () => Omit<ComposeDatabaseProps, 'envFile' | 'port' | 'service'>;
}

/** A database in one environment: in its overlay, on a developer's machine, or somewhere else altogether. */
export class EnvironmentDatabase {
  /** The keys that the application reads, with the URL that the base has in each. */
  private readonly urls = new Map<string, DatabaseUrl>();

  constructor(
    readonly name: string,
    readonly chart: Chart,
    private readonly environment: DatabaseEnvironment,
    readonly server: EnvironmentServer | undefined,
  ) {}

  connection(props: UrlProps): EnvironmentConnection {
    const { database, managed, secret, user } = this.environment;
    return {
      ...(managed && {
        address: {
          ...(managed.host !== undefined && { host: managed.host }),
          ...(managed.port !== undefined && { port: managed.port }),
          ...(database !== undefined && { database }),
          ...(user !== undefined && { user }),
        },
      }),
      ...(this.server && { connection: this.server.chart.url(props) }),
      ...(secret && { secret }),
      announce: (key, url) => this.urls.set(key, url),
    };
  }

  /** A password that somebody has written into the .env file is the environment's. */
  surveyIn(synthesis: EnvironmentSynthesis): void {
    const { compose, password } = this.environment;
    const kept = compose && keptPassword(synthesis, this.dotenvFile);
    if (kept !== undefined) (password ?? this.server?.chart.url().password)?.keep(kept);
  }

  patchIn(synthesis: EnvironmentSynthesis): void {
    const { compose, dotenv, secret } = this.environment;
    if (compose !== undefined && this.server !== undefined) {
      const { port, service } = compose;
      const envFile = `./${this.dotenvFile}`;
      const more = { envFile, service, ...(port !== undefined && { port }) };
      placeCompose(synthesis, composeDatabase({ ...this.server.forCompose(), ...more }));
      for (const [key, url] of this.urlsHere(this.server.chart)) {
        const password = this.server.chart.url().password.value;
        const variables = laptopVariables({ key, url, ...compose, password, ...this.variables });
        placeDotenv(synthesis, this.dotenvFile, variables, { isSecret: true });
        const local = port === undefined ? { host: service } : { host: 'localhost', port };
        synthesis.note(rowOf(this.name, url.with(local), `${this.dotenvFile}: ${key}`));
      }
    } else if (dotenv !== undefined && secret !== undefined) {
      for (const key of dotenv.key === undefined ? this.urls.keys() : [dotenv.key]) {
        const variables = productionVariables({ key, ...this.variables });
        placeDotenv(synthesis, this.dotenvFile, variables, { isSecret: false });
      }
    }
  }

  private get dotenvFile(): string {
    return this.environment.dotenv?.file ?? `.env.${this.name}`;
  }

  private get variables(): { variables?: Readonly<Record<string, string>> } {
    const variables = this.environment.dotenv?.variables;
    return variables === undefined ? {} : { variables };
  }

  /** The application's keys; of one that reads no Secret, the usual. */
  private urlsHere(chart: PostgresDatabase): [string, DatabaseUrl][] {
    const own = chart.url().url;
    const urls = this.urls.size > 0 ? [...this.urls] : [['DATABASE_URL', own] as const];
    const { database, user } = own;
    const [first] = urls;
    const key = this.environment.dotenv?.key;
    const chosen = key !== undefined && first !== undefined ? [[key, first[1]] as const] : urls;
    return chosen.map(([name, url]) => [name, url.with({ database, user })]);
  }
}
