import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { DatabaseConnection } from '../backend/database-connection';
import { DatabaseUrl, type DatabaseUrlProps } from '../backend/database-url';
import { Password } from '../backend/password';
import { Refusal } from '../gitops/refusal';
import { addRules } from '../gitops/rules';
import { SYNTH_PART, type SynthPart, type Synthesis } from '../gitops/synthesis';
import { DatabaseCredentials } from './database-credentials';
import { DatabaseService } from './database-service';
import { DatabaseVolumeClaim, type DatabaseStorage } from './database-volume-claim';
import { databaseLabels } from './labels';
import { PostgresConfig } from './postgres-config';
import { PostgresStatefulSet, type DatabaseResources } from './postgres-stateful-set';
import { PostgresVersion } from './postgres-version';

export interface PostgresDatabaseProps {
  /** @default PostgresVersion.V16 */
  readonly version?: PostgresVersion;
  /** The database that the application finds in the server. @default app */
  readonly database?: string;
  /** The application's role: it owns the database and is not a superuser. @default app */
  readonly user?: string;
  /** @default - from POSTGRES_PASSWORD, else kept, else made once */
  readonly password?: Password;
  /** @default - 10 GiB of the cluster's default StorageClass */
  readonly storage?: DatabaseStorage;
  /** @default - 512 MiB of memory, a quarter of a core, at most one */
  readonly resources?: DatabaseResources;
  /** @default - the namespace of the Secret that is to hold the URL */
  readonly namespace?: string;
}

/** One PostgreSQL for one application: the folder of that name in the base, with all that it needs to run. */
export class PostgresDatabase extends Chart implements SynthPart {
  readonly [SYNTH_PART] = true;
  readonly service: DatabaseService;
  private readonly password: Password;
  private readonly version: PostgresVersion;
  private readonly login: { readonly database: string; readonly user: string };

  constructor(scope: Construct, id: string, props: PostgresDatabaseProps = {}) {
    super(scope, id, props.namespace === undefined ? {} : { namespace: props.namespace });
    const { version = PostgresVersion.V16, database = 'app', user = 'app' } = props;
    refuseWrongTypes(id, { ...props, version });
    this.login = { database, user };
    this.version = version;
    this.password = props.password ?? Password.fromEnvironment();

    const claim = new DatabaseVolumeClaim(this, 'storage', { ...props.storage, instance: id });
    const config = new PostgresConfig(this, 'config', { instance: id });
    const credentials = new DatabaseCredentials(this, 'credentials', {
      instance: id,
      password: this.password,
      user,
    });
    this.service = new DatabaseService(this, 'service', { instance: id });
    const headless = new DatabaseService(this, 'headless-service', { headless: true, instance: id });
    new PostgresStatefulSet(this, 'server', {
      claimName: claim.name,
      configChecksum: config.checksum,
      configName: config.name,
      credentialsName: credentials.name,
      database,
      instance: id,
      serviceName: headless.name,
      user,
      version,
      ...(props.resources && { resources: props.resources }),
    });

    addRules(this, () => [
      {
        // The revision label of a StatefulSet's pods is its name and 11 characters more, in 63 at the most.
        when: !/^[a-z]([-a-z0-9]{0,50}[a-z0-9])?$/.test(id),
        say: `"${id}" cannot name a database's objects; allowed: a to z, 0 to 9 and "-", from a letter on, 52 characters at the most`,
      },
      ...[database, user].map((name) => ({
        when: !/^[a-z_][a-z0-9_]{0,62}$/.test(name) || RESERVED_NAME.test(name),
        say: `"${name}" cannot name the application's role or database; allowed: a to z, 0 to 9 and "_", from a letter on, 63 characters at the most, and none of PostgreSQL's own (postgres, template0, template1, public, none, pg_…)`,
      })),
    ]);
  }

  survey(synthesis: Synthesis): void {
    if (this.version.major > NEWEST_ENDED) return;
    synthesis.warn({
      code: 'end-of-life',
      path: this.node.path,
      message: `PostgreSQL ${this.version.major} gets no fixes any more; give a newer version, and take the data over by dump and restore`,
    });
  }

  /** The URL under which the application finds this database; its password comes in at synth. */
  url(props: Pick<DatabaseUrlProps, 'caFile' | 'driver' | 'parameters' | 'tls'> = {}): DatabaseConnection {
    return new DatabaseConnection(
      new DatabaseUrl({ ...this.login, ...props, host: this.service.name, port: this.service.port }),
      this.password,
      {
        folder: this.node.id,
        labels: databaseLabels(this.node.id),
        port: this.service.port,
        workload: `statefulset/${this.node.id}`,
        ...(this.namespace !== undefined && { namespace: this.namespace }),
      },
    );
  }
}

/** Its last release was on 2026-11-12, by PostgreSQL's versioning policy. */
const NEWEST_ENDED = 14;

/** Names that the server has or keeps for itself. */
const RESERVED_NAME = /^(?:postgres|template[01]|public|none|pg_.*)$/;

/** A program that nobody type-checks would else yield YAML that is wrong in silence. @throws Refusal */
function refuseWrongTypes(id: string, { version, password, storage }: PostgresDatabaseProps): void {
  const wrong = [
    !(version instanceof PostgresVersion) &&
      'version is no PostgresVersion; give for example PostgresVersion.V16',
    password !== undefined &&
      !(password instanceof Password) &&
      'password is no Password; give for example Password.fromEnvironment()',
    storage !== undefined &&
      (typeof storage !== 'object' ||
        (storage.size !== undefined && typeof storage.size.asString !== 'function')) &&
      'storage is not of the form { size: Size.gibibytes(10) }',
  ].filter((message) => message !== false);
  if (wrong.length > 0) {
    throw new Refusal(wrong.map((message) => ({ code: 'wrong-type', path: id, message })));
  }
}
