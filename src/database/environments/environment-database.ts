import type { Chart } from 'cdk8s';
import type { DatabaseConnection, EnvironmentConnection } from '../../backend/connection/database-connection';
import type { UrlProps } from '../../backend/url/database-url-props';
import type { ServerSpec } from '../../server/engine';
import { DatabaseUrl } from '../../backend/url/database-url';
import { rowOf } from '../../backend/connection/environment-row';
import { classifyValue } from '../../backend/url/existing-value';
import { PASSWORD_VARIABLE } from '../../backend/connection/password';
import { URL_KEYS } from '../../backend/connection/url-readers';
import { composeDatabase } from '../compose/compose-database';
import { keyInDocker, laptopVariables, productionVariables } from './dotenv-file';
import {
  reserveVariables,
  ignoreDotenv,
  writeReferences,
  writeSecretDotenv,
  refuseReference,
  valueIn,
} from './write-dotenv';
import type { EnvironmentSynthesis } from '../../gitops/synth/synthesis';
import type { ComposeService, DatabaseEnvironment } from './database-environment';
import { withExistingDriver, passwordFor, refuseOtherDatabase } from './dotenv-url';

/** An environment's own server. */
export interface EnvironmentServer extends Chart {
  readonly spec: ServerSpec;
  url(props?: UrlProps): DatabaseConnection;
}

/** A database in one environment: in its overlay, on a developer's machine, or managed by somebody else. */
export class EnvironmentDatabase<Server extends EnvironmentServer = EnvironmentServer> {
  constructor(
    readonly name: string,
    readonly chart: Chart,
    private readonly environment: DatabaseEnvironment,
    readonly server: Server | undefined,
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
      ...(this.server && { connection: this.server.url(props) }),
      ...(secret && { secret }),
    };
  }

  patchIn(synthesis: EnvironmentSynthesis): void {
    const { compose, dotenv, secret } = this.environment;
    if (compose !== undefined && this.server !== undefined) this.onLaptop(synthesis, compose, this.server);
    if (dotenv === undefined || secret === undefined || !synthesis.inPlace) return;
    const keys = this.keysIn(synthesis);
    const variables = keys.flatMap((key) => [...productionVariables({ key, ...this.variables })]);
    const own = Object.keys(dotenv.variables ?? {});
    reserveVariables(synthesis, this.dotenvFile, [...keys, ...own], keys);
    writeReferences(synthesis, this.dotenvFile, new Map(variables));
  }

  private onLaptop(
    synthesis: EnvironmentSynthesis,
    { port, service }: ComposeService,
    server: EnvironmentServer,
  ): void {
    const file = this.dotenvFile;
    const local = port === undefined ? { host: service } : { host: 'localhost', port };
    const keys = this.keysIn(synthesis);
    const existing = new Map(
      keys.flatMap((key) =>
        [key, keyInDocker(key)].map((name) => [name, classifyValue(valueIn(synthesis, file, name) ?? '')]),
      ),
    );
    const urls = this.urlsIn(synthesis, server).map(
      ([key, url]) => [key, withExistingDriver(url, existing.get(key))] as const,
    );
    for (const [key, url] of urls) synthesis.addRow(rowOf(this.name, url.with(local), `${file}: ${key}`));
    if (!synthesis.inPlace) return;
    const address = { service, ...(port !== undefined && { port }) };
    const passwordVariable = `${this.name.toUpperCase().replaceAll('-', '_')}_${PASSWORD_VARIABLE}`;
    synthesis.compose({
      name: `the environment ${this.name} of ${server.node.id}`,
      ...composeDatabase(server.spec, { ...address, envFile: `./${file}`, passwordVariable }),
    });
    // A laptop has its own password, which is never the base's or the overlay's.
    const kept =
      valueIn(synthesis, file, passwordVariable) ??
      urls
        .map(([key, url]) => passwordFor(url, address, existing.get(key)))
        .find((found) => found !== undefined);
    const name = `${server.node.id}/${this.name} on a laptop`;
    const password = synthesis.secrets.find({ name, variable: passwordVariable, held: kept });
    ignoreDotenv(synthesis, file);
    // A run that writes nothing, in a clone without the file, does not need the password.
    if (password === undefined) return;
    refuseReference(password, passwordVariable);
    const variables = new Map(
      urls.flatMap(([key, url]) => [
        ...laptopVariables({ key, url, ...address, password, passwordVariable, ...this.variables }),
      ]),
    );
    reserveVariables(synthesis, file, variables.keys(), keys);
    if (!synthesis.force) {
      const written = urls.flatMap(([key, url]) =>
        [key, keyInDocker(key)].map((name) => [name, url] as const),
      );
      for (const [name, url] of written.filter(([one]) => variables.has(one))) {
        refuseOtherDatabase(url, { ...address, file, kept, name }, existing.get(name));
      }
    }
    writeSecretDotenv(synthesis, file, variables);
  }

  private get dotenvFile(): string {
    return this.environment.dotenv?.file ?? `.env.${this.name}`;
  }

  private get variables(): { variables?: Readonly<Record<string, string>> } {
    const variables = this.environment.dotenv?.variables;
    return variables === undefined ? {} : { variables };
  }

  /** The application's keys; DATABASE_URL if the application reads no Secret. */
  private keysIn(synthesis: EnvironmentSynthesis): readonly string[] {
    const { key } = this.environment.dotenv ?? {};
    if (key !== undefined) return [key];
    const keys = [...new Set(URL_KEYS.of(synthesis, synthesis.folder).map((one) => one.key))];
    return keys.length > 0 ? keys : ['DATABASE_URL'];
  }

  /** The application's URLs, in its driver's syntax. Never verify-full, since a laptop's certificate is self-signed. */
  private urlsIn(synthesis: EnvironmentSynthesis, server: EnvironmentServer): [string, DatabaseUrl][] {
    const own = server.url().url;
    const { database, user } = own;
    const inBase = new Map(URL_KEYS.of(synthesis, synthesis.folder).map(({ key, url }) => [key, url]));
    const [first = own] = inBase.values();
    return this.keysIn(synthesis).map((key) => {
      const { caFile, ...props } = (inBase.get(key) ?? first).props;
      const tls = caFile === undefined ? (props.tls ?? 'require') : 'require';
      return [
        key,
        new DatabaseUrl({ ...props, database, tls: tls === 'verify-full' ? 'require' : tls, user }),
      ];
    });
  }
}
