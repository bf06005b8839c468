import { ApiObject, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { DatabaseConnection } from '../backend/connection/database-connection';
import { Password } from '../backend/connection/password';
import { DatabaseUrl } from '../backend/url/database-url';
import type { UrlProps } from '../backend/url/database-url-props';
import { fromEnclosingChart } from '../kubernetes/enclosing-chart';
import { MANAGED_BY } from '../kubernetes/labels';
import { gitOpsAppRule, isInPlainApp, PlannedApp, warnOnStderr } from '../kubernetes/planned-app';
import type { ObjectChange } from '../gitops/plan/object-change';
import type { FileChange } from '../gitops/plan/plan';
import { DECLARATION } from '../gitops/synth/declaration';
import { synthesisOf } from '../gitops/synth/fact';
import { environmentFolder } from '../gitops/synth/overlay/overlays-folder';
import {
  SYNTH_PART,
  type EnvironmentSynthesis,
  type SynthPart,
  type Synthesis,
} from '../gitops/synth/synthesis';
import type { ExpectedDatabase } from '../proof/expectation';
import { DECLARED_DATABASES, prove } from '../proof/prove';
import { PostgresBackup } from '../backup/postgres-backup';
import { PostgresMonitoring } from '../monitoring/postgres-monitoring';
import { DatabaseSchema } from '../schema/database-schema';
import { PostgresSnapshots } from '../snapshots/postgres-snapshots';
import { contributionsTo } from '../server/contributions';
import type { Server, ServerSpec } from '../server/engine';
import { databaseLabels } from '../server/labels';
import type { PostgresVersion } from '../server/postgres-version';
import type { ServerAccess } from '../server/server-access';
import type { TargetDatabase } from '../server/target-database';
import type { Mapping } from '../text/mapping';
import { refuseUnknownProps } from '../text/known-props';
import { Refusal, type Notice } from '../text/refusal';
import { addRules } from '../text/rules';
import { reachFromOverlays } from './overlays-without-base';
import { allowedClients, warnOfUnlabelled } from './allowed-clients';
import { migratedExtension } from './configuration/database-extensions';
import {
  environmentProblems,
  inEnvironment,
  type DatabaseEnvironment,
} from './environments/database-environment';
import { EnvironmentDatabase } from './environments/environment-database';
import { credentialsName, DatabaseCredentials } from './plain/database-credentials';
import { claimName } from './plain/database-volume-claim';
import { PLAIN_ENGINE } from './plain/plain-engine';
import { refuseRenamed } from './plain/renamed-login';
import type { PostgresDatabaseProps } from './postgres-database-props';
import { capabilityRules, nameRules, refuseTls, refuseWrongTypes } from './postgres-database-rules';
import { serverSpec } from './server-spec';

/**
 * One PostgreSQL for one application, with all that it needs to run: the folder of that name in the base of a GitOpsApp.
 * In any other cdk8s app, a chart, with the namespace and the labels of the chart that it is in.
 */
export class PostgresDatabase extends Chart implements SynthPart, TargetDatabase {
  /** @internal */
  readonly [SYNTH_PART] = true;
  /** @internal */
  readonly [DECLARATION]: Mapping;
  /** The Service under which applications find it. */
  readonly service: Construct & { readonly name: string; readonly port: number };
  /** The server itself. */
  readonly statefulSet: Construct;
  /** The claim of the volume with the data. */
  readonly volumeClaim: Construct;
  /** The ConfigMap that the server reads. */
  readonly config: Construct;
  readonly networkPolicy: Construct;
  readonly credentials: DatabaseCredentials;
  /** The version, and the image that runs it: its psql fits the server. */
  readonly version: PostgresVersion;
  /** The name of the database that the application finds in the server. */
  readonly databaseName: string;
  /** Its charts in other environments, by the environment's name. */
  readonly environments?: ReadonlyMap<string, Chart>;
  /** The connection of the database's own Jobs. @internal */
  readonly access: ServerAccess;
  /** The props with every default applied. @internal */
  readonly spec: ServerSpec;
  private readonly server: Server;
  private readonly password: Password;
  private readonly environmentDatabases: readonly EnvironmentDatabase<PostgresDatabase>[] = [];
  private readonly secretNamespaces = new Set<string>();
  private isAskedForUrl = false;

  constructor(scope: Construct, id: string, props: PostgresDatabaseProps = {}) {
    const { labels, ...around } = fromEnclosingChart(scope, props.namespace);
    // Also of the objects of a user's own capability: by it the proof knows what a plan may change.
    super(scope, id, { ...around, labels: { ...labels, ...MANAGED_BY } });
    refuseWrongTypes(id, props);
    const problems = environmentProblems(id, props);
    if (problems.length > 0) throw new Refusal(problems);

    const { backup, clients = [], environments, monitoring, schema, snapshots, ...base } = props;
    const { password = Password.fromEnvironment() } = props;
    this.password = password;
    this.spec = serverSpec(id, props, {
      clients: () => [
        ...allowedClients(synthesisOf(this), id, { named: this.namespace, namespace: this.server.namespace }),
        ...[...this.secretNamespaces].map((one) => ({ labels: {}, namespace: one })),
        ...contributionsTo(this).clients,
        ...clients,
      ],
      contributions: () => contributionsTo(this),
      credentialsName: password.secretName ?? credentialsName(id),
      hasOwnCredentials: password.secretName !== undefined,
      ...(this.namespace !== undefined && { namespace: this.namespace }),
    });
    const { database, extensions, user, version } = this.spec;
    this[DECLARATION] = { instance: id, major: version.major };
    this.version = version;
    this.databaseName = database;
    this.credentials = new DatabaseCredentials(this, 'credentials', {
      database,
      instance: id,
      password,
      user,
    });
    this.server = PLAIN_ENGINE.createServer(this, this.spec);
    this.access = this.server.access;
    this.config = this.server.config;
    this.networkPolicy = this.server.networkPolicy;
    this.service = this.server.service;
    this.statefulSet = this.server.statefulSet;
    this.volumeClaim = this.server.volumeClaim;
    // The result of ApiObject.of(database).
    this.node.defaultChild = this.statefulSet;

    if (schema !== undefined) {
      const problemWith = (extension: Parameters<typeof migratedExtension>[0]): string | undefined =>
        migratedExtension(extension, version, extensions);
      const { fromSnapshot } = this.spec.storage;
      new DatabaseSchema(this, 'schema', {
        ...this.access,
        problemWith,
        extensions,
        schema,
        ...(fromSnapshot !== undefined && { fromSnapshot }),
      });
    }
    if (monitoring !== undefined) new PostgresMonitoring(this, 'monitoring', monitoring);
    if (snapshots !== undefined) new PostgresSnapshots(this, 'snapshots', snapshots);
    if (backup !== undefined) new PostgresBackup(this, 'backup', backup);
    if (environments !== undefined) {
      const usual = {
        ...base,
        clients,
        password,
        ...(monitoring && { monitoring }),
        ...(schema && { schema }),
        ...(backup && { backup }),
        ...(snapshots && { snapshots }),
      };
      this.environmentDatabases = Object.entries(environments).map(([name, one]) =>
        databaseIn(id, usual, name, one),
      );
      this.environments = new Map(this.environmentDatabases.map(({ name, chart }) => [name, chart]));
    }
    addRules(this, () => [
      ...nameRules(id, { database, user }),
      ...capabilityRules(this, this.server.parts, version.major),
      gitOpsAppRule(this, environments !== undefined, 'environments are overlays of your repository'),
    ]);
    if (isInPlainApp(this)) this.warnOfEndOfLife(warnOnStderr);
  }

  /** @internal */
  survey(synthesis: Synthesis): void {
    this.server.survey?.(synthesis);
    this.warnOfEndOfLife((notice) => synthesis.warn(notice));
  }

  /** @internal */
  verify(synthesis: Synthesis, changes: readonly ObjectChange[]): void {
    this.server.verify?.(synthesis, changes);
    // Else the application's Secret says which names the server has: the base's alone.
    if (this.isAskedForUrl && synthesis.path === undefined) return;
    refuseRenamed(changes, synthesis.path ?? synthesis.repository.pathOf(this.node.id), this.spec);
  }

  /** @internal */
  bind(synthesis: Synthesis): void {
    warnOfUnlabelled(synthesis, this.node.id);
  }

  /** @internal */
  review(synthesis: Synthesis, changed: ReadonlyMap<string, readonly FileChange[]>): void {
    this.server.review?.(synthesis, changed);
    const { base } = synthesis.repository;
    DECLARED_DATABASES.add(synthesis, 'all', {
      base: this.expected,
      environments: new Map(
        this.environmentDatabases.map(({ name, server }) => [
          environmentFolder(base, name, this.node.id),
          server?.expected,
        ]),
      ),
    });
  }

  /** @internal */
  edit(synthesis: Synthesis): void {
    reachFromOverlays(synthesis, this.node.id);
  }

  /** @internal */
  prove(synthesis: Synthesis, changes: readonly FileChange[]): void {
    prove(synthesis, changes);
  }

  /** What a build of this database must have. @internal */
  get expected(): ExpectedDatabase {
    const { credentialsName: credentials, database, instance, storage, user, version } = this.spec;
    const policy = ApiObject.of(this.networkPolicy).toJson() as { spec: { ingress: readonly unknown[] } };
    return {
      claim: claimName(instance, version.major, storage.fromSnapshot),
      credentials,
      database,
      image: version.image,
      ingress: policy.spec.ingress,
      instance,
      major: version.major,
      port: this.service.port,
      service: this.service.name,
      user,
    };
  }

  /**
   * The URL under which the application finds this database; its password comes in at synth. The server takes no
   * connection that is not encrypted: `tls` is `require` unless a CA's file or `verify-full` is given.
   * @throws Refusal for what this server's certificate cannot give.
   */
  url(props: UrlProps = {}): DatabaseConnection {
    refuseUnknownProps('UrlProps', `${this.node.id}.url`, props);
    const { tls = props.caFile === undefined ? 'require' : 'verify-full' } = props;
    const { id } = this.node;
    const { database, user } = this.spec;
    const { name: host, port } = this.service;
    refuseTls(id, tls, this.spec.tls);
    this.isAskedForUrl = true;
    return new DatabaseConnection(
      new DatabaseUrl({ database, user, ...props, host, port, tls }),
      this.password,
      {
        credentialsName: this.credentials.name,
        folder: id,
        labels: databaseLabels(id),
        port,
        secretNamespaces: this.secretNamespaces,
        ...(this.namespace !== undefined && { namespace: this.namespace }),
      },
      new Map(this.environmentDatabases.map((other) => [other.name, other.connection(props)])),
    );
  }

  /** This database in each environment that has its own server. @internal */
  get environmentServers(): readonly PostgresDatabase[] {
    return this.environmentDatabases.flatMap(({ server }) => (server === undefined ? [] : [server]));
  }

  /** @internal */
  patchIn(synthesis: EnvironmentSynthesis): void {
    const { environment, folder } = synthesis;
    if (folder !== this.node.id) return;
    this.environmentDatabases.find(({ name }) => name === environment)?.patchIn(synthesis);
  }

  private warnOfEndOfLife(warn: (notice: Notice) => void): void {
    const { major } = this.spec.version;
    if (major > NEWEST_ENDED) return;
    const message = `PostgreSQL ${major} gets no more fixes; give a newer version, and move the data by "cdk8s-database upgrade"`;
    warn({ code: 'end-of-life', path: this.node.path, message });
  }
}

/** The database in one environment, as a chart of its own. */
function databaseIn(
  id: string,
  base: Omit<PostgresDatabaseProps, 'environments'>,
  name: string,
  environment: DatabaseEnvironment,
): EnvironmentDatabase<PostgresDatabase> {
  const app = new PlannedApp();
  if (environment.managed !== undefined) {
    return new EnvironmentDatabase<PostgresDatabase>(name, new Chart(app, id), environment, undefined);
  }
  const server = new PostgresDatabase(app, id, inEnvironment(base, environment));
  return new EnvironmentDatabase(name, server, environment, server);
}

/** The newest major version without fixes. By PostgreSQL's versioning policy, its last release was on 2026-11-12. */
const NEWEST_ENDED = 14;
