import { Chart, SizeRoundingBehavior } from 'cdk8s';
import type { Construct } from 'constructs';
import { DatabaseConnection } from '../backend/connection/database-connection';
import { DatabaseUrl } from '../backend/url/database-url';
import type { DatabaseUrlProps } from '../backend/url/database-url-props';
import type { NetworkPeer } from '../server/network-peers';
import { hostBreakingOverlays } from '../backend/warnings/overlays';
import { Password } from '../backend/connection/password';
import type { ServerAccess } from '../server/server-access';
import { EnvironmentApp } from '../kubernetes/environment-app';
import { leftInCluster } from '../gitops/plan/left-in-cluster';
import { CONTAINER_SECURITY } from '../kubernetes/pod-security';
import { Refusal } from '../text/refusal';
import { addRules } from '../text/rules';
import { selectedBy, type Workload } from '../gitops/tree/workload';
import { DatabaseSchema } from '../schema/database-schema';
import type { Schema } from '../schema/schema';
import { SqliteToPostgres, type TargetDatabase } from '../sqlite-to-postgres/sqlite-to-postgres';
import type { FileChange } from '../gitops/plan/plan';
import { committedClaim, refuseClaimChange, refuseClaimMove } from '../gitops/synth/claim-change';
import {
  SYNTH_PART,
  type EnvironmentSynthesis,
  type SynthPart,
  type Synthesis,
} from '../gitops/synth/synthesis';
import { serverNotice } from './plain/server-notice';
import { DatabaseCertificate } from './plain/database-certificate';
import { DatabaseCredentials } from './plain/database-credentials';
import { DatabaseDisruptionBudget } from './plain/database-disruption-budget';
import { migratedExtension } from './configuration/database-extensions';
import {
  environmentProblems,
  inEnvironment,
  type DatabaseEnvironment,
} from './environments/database-environment';
import { EnvironmentDatabase, type EnvironmentServer } from './environments/environment-database';
import { DatabaseNetworkPolicy } from './plain/database-network-policy';
import { DatabaseService } from './plain/database-service';
import { DatabaseServiceAccount } from './plain/database-service-account';
import { DatabaseUpgrade } from './plain/upgrade/database-upgrade';
import {
  claimName,
  DatabaseVolumeClaim,
  DEFAULT_ACCESS_MODE,
  DEFAULT_SIZE,
  type DatabaseStorage,
} from './plain/database-volume-claim';
import { databaseLabels, selectorLabels } from '../server/labels';
import { POD_SECURITY } from '../server/pod-security';
import { KeptClaims } from './plain/kept-claims';
import { PostgresConfig } from './plain/postgres-config';
import { nameRules, refuseTls, refuseWrongTypes } from './postgres-database-rules';
import {
  PostgresStatefulSet,
  resourcesOf,
  type DatabaseResources,
  type PostgresStatefulSetProps,
} from './plain/postgres-stateful-set';
import { PostgresVersion } from '../server/postgres-version';
import type { ServerConfiguration } from './configuration/postgresql-conf';
import { warnOfOtherDistribution } from './plain/other-distribution';
import { refuseRenamed } from './plain/renamed-login';
import { ServerTls } from '../server/server-tls';
import { upgradedFrom, upgradeSource } from './plain/upgrade/upgrade-source';

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
  /** @default - for a web application, on an SSD */
  readonly configuration?: ServerConfiguration;
  /** @default - ServerTls.selfSigned() */
  readonly tls?: ServerTls;
  /**
   * Extensions that the superuser makes in the database before anybody else is in it, or, in one that is there already,
   * at the server's next start: `['pg_stat_statements']`. They are not updated and not removed. @default - none
   */
  readonly extensions?: readonly string[];
  /** Tables, indexes and all that migrations make: applied before the application finds a new database. @default - none */
  readonly schema?: Schema;
  /**
   * Pods that may connect besides those that read the Secret with the URL. @default - none; where nothing is found
   * that reads it, every pod of the namespace may
   */
  readonly clients?: readonly NetworkPeer[];
  /**
   * The cluster's DNS servers, where nobody else is to be reached: `[{ namespace: 'kube-system', labels: { 'k8s-app':
   * 'kube-dns' } }]`. @default - whoever answers on a port of DNS (53, 5353), since a cache on the node is no pod
   */
  readonly dns?: readonly NetworkPeer[];
  /** @default - the namespace of the Secret that is to hold the URL */
  readonly namespace?: string;
  /** What is otherwise in other environments, by their names: an overlay each. @default - none */
  readonly environments?: Readonly<Record<string, DatabaseEnvironment>>;
}

/** One PostgreSQL for one application: the folder of that name in the base, with all that it needs to run. */
export class PostgresDatabase extends Chart implements SynthPart, TargetDatabase {
  readonly [SYNTH_PART] = true;
  readonly service: DatabaseService;
  /** What it is in other environments. */
  readonly environments?: ReadonlyMap<string, Chart>;
  private readonly elsewhere: readonly EnvironmentDatabase[] = [];
  private readonly forCompose: () => ReturnType<EnvironmentServer['forCompose']>;
  /** How a Job of this database's own reaches it. @internal */
  readonly access: ServerAccess;
  private readonly password: Password;
  private readonly version: PostgresVersion;
  private readonly storage: DatabaseStorage;
  /** The way of the data from an older version, while it is under way. */
  private upgrade: DatabaseUpgrade | undefined;
  /** The major version whose data its volume has to hold, where it was upgraded. */
  private upgradedFrom: string | undefined;
  private readonly tls: ServerTls;
  private readonly schema: DatabaseSchema | undefined;
  /** The workloads that read the URL, as one synth found them. */
  private readers: { readonly synthesis?: Synthesis; readonly workloads: Set<Workload> } = {
    workloads: new Set(),
  };
  private readonly headless: string;
  private isAskedForUrl = false;
  /** What is known at synth only. */
  private place: Place;
  private readonly login: { readonly database: string; readonly user: string };

  constructor(scope: Construct, id: string, props: PostgresDatabaseProps = {}) {
    super(scope, id, props.namespace === undefined ? {} : { namespace: props.namespace });
    const { version = PostgresVersion.V16, database = 'app', user = 'app' } = props;
    refuseWrongTypes(id, { ...props, version });
    const problems = environmentProblems(id, props);
    if (problems.length > 0) throw new Refusal(problems);
    this.login = { database, user };
    this.version = version;
    this.storage = props.storage ?? {};
    this.password = props.password ?? Password.fromEnvironment();
    this.tls = props.tls ?? ServerTls.selfSigned();

    const claim = new DatabaseVolumeClaim(this, 'storage', {
      ...props.storage,
      instance: id,
      major: version.major,
    });
    const { memory, cpuLimit } = resourcesOf(props);
    const config = new PostgresConfig(this, 'config', {
      ...props.configuration,
      instance: id,
      limits: {
        cpus: cpuLimit,
        memory: memory.toMebibytes({ rounding: SizeRoundingBehavior.FLOOR }),
        volume: (this.storage.size ?? DEFAULT_SIZE).toMebibytes({ rounding: SizeRoundingBehavior.FLOOR }),
      },
      upgradedFrom: () => this.upgradedFrom,
      version,
      ...(props.extensions && { extensions: props.extensions }),
      ...(props.schema && { awaitsSchema: true }),
    });
    const credentials = new DatabaseCredentials(this, 'credentials', {
      instance: id,
      password: this.password,
      user,
    });
    this.service = new DatabaseService(this, 'service', { instance: id });
    const headless = new DatabaseService(this, 'headless-service', { headless: true, instance: id });
    this.headless = headless.name;
    this.place = placeOf(this.service.name, headless.name, props.namespace);
    const account = new DatabaseServiceAccount(this, 'service-account', { instance: id });
    new DatabaseNetworkPolicy(this, 'network-policy', {
      clients: () => [...this.admitted(), ...this.migrating(), ...this.importing(), ...(props.clients ?? [])],
      instance: id,
      ...(props.dns && { dns: props.dns }),
    });
    new DatabaseDisruptionBudget(this, 'disruption-budget', { instance: id });
    new PostgresStatefulSet(this, 'server', {
      ...this.certificate(),
      claimName: claim.name,
      configChecksum: config.checksum,
      configName: config.name,
      credentialsName: credentials.name,
      database,
      instance: id,
      serviceAccountName: account.name,
      serviceName: headless.name,
      ...(this.password.secretName === undefined && { user }),
      upgrade: () => this.upgrade,
      version,
      ...(props.resources && { resources: props.resources }),
    });

    this.access = {
      container: { securityContext: CONTAINER_SECURITY },
      instance: id,
      pod: { securityContext: POD_SECURITY, serviceAccountName: account.name },
      server: {
        credentialsName: credentials.name,
        database,
        // Found there before it is ready.
        host: () => this.place.headless,
        image: version.image,
        labels: selectorLabels(id),
        major: version.major,
        port: headless.port,
        ...(props.dns && { dns: props.dns }),
      },
    };
    if (props.schema !== undefined) {
      const { extensions = [], schema } = props;
      this.schema = new DatabaseSchema(this, 'schema', {
        ...this.access,
        extensions,
        complaint: (extension) => migratedExtension(extension, version, extensions),
        schema,
      });
    }

    if (props.environments !== undefined) {
      const { environments, ...base } = props;
      this.elsewhere = Object.entries(environments).map(([name, environment]) =>
        PostgresDatabase.otherOf(id, { ...base, password: this.password }, name, environment),
      );
      this.environments = new Map(this.elsewhere.map(({ name, chart }) => [name, chart]));
    }
    this.forCompose = () => ({
      cpus: cpuLimit,
      dataDirectory: version.dataDirectory,
      database,
      files: config.files,
      image: version.image,
      memory: memory.toMebibytes({ rounding: SizeRoundingBehavior.FLOOR }),
      mountPath: version.mountPath,
      user,
      ...(this.schema && {
        schema: { files: this.schema.files, sessionOptions: this.schema.sessionOptions },
      }),
    });

    addRules(this, () => nameRules(id, [database, user]));
  }

  survey(synthesis: Synthesis): void {
    this.surveyVersion(synthesis);
    const id = this.node.id;
    // Else the application's Secret says which names the server has.
    if (!this.isAskedForUrl)
      refuseRenamed(synthesis, { folder: id, path: synthesis.repository.pathOf(id) }, this.login);
    const { size = DEFAULT_SIZE, storageClass, accessMode = DEFAULT_ACCESS_MODE } = this.storage;
    refuseClaimChange(synthesis, id, {
      name: claimName(id, this.version.major),
      accessMode,
      size,
      ...(storageClass !== undefined && { storageClass }),
    });
    if (this.version.major > NEWEST_ENDED) return;
    synthesis.warn({
      code: 'end-of-life',
      path: this.node.path,
      message: `PostgreSQL ${this.version.major} gets no fixes any more; give a newer one, and take the data over by "cdk8s-database upgrade"`,
    });
  }

  bind(synthesis: Synthesis): void {
    // Where nobody reads the URL any more, nobody says so.
    if (this.readers.synthesis !== synthesis) this.readers = { synthesis, workloads: new Set() };
    const { tree } = synthesis.repository;
    const namespace = tree.transformers.namespace ?? this.namespace ?? synthesis.namespaceOf(this.node.id);
    this.place = placeOf(tree.nameOf(this.service.name), tree.nameOf(this.headless), namespace);
    const { id } = this.node;
    refuseClaimMove(
      synthesis,
      id,
      claimName(id, this.version.major),
      this.namespace ?? synthesis.namespaceOf(id),
    );
    const hasJobs = this.schema !== undefined || this.importing().length > 0;
    for (const { path, field } of hasJobs ? hostBreakingOverlays(synthesis.repository, this.headless) : []) {
      const message = `its ${field} changes the name of Service ${this.headless}, and kustomize does not change it in PGHOST of the Jobs with migrations or an import; patch them in this overlay: else they find no server, and a new database with a schema does not become ready`;
      synthesis.warn({ code: 'host-renamed', path, message });
    }
    for (const { object } of [...this.readers.workloads].filter(
      (one) => Object.keys(selectedBy(one)).length === 0,
    )) {
      synthesis.warn({
        code: 'policy-open',
        path: object.path,
        message: `the pods of ${object.kind} ${object.name} have no label, so every pod of the namespace may connect to the database; give them one`,
      });
    }
  }

  review(synthesis: Synthesis, changed: ReadonlyMap<string, readonly FileChange[]>): void {
    const folder = synthesis.repository.pathOf(this.node.id);
    const changes = changed.get(folder) ?? [];
    for (const notice of [serverNotice(changes), leftInCluster(folder, changes)]) {
      if (notice !== undefined) synthesis.warn(notice);
    }
  }

  /**
   * The URL under which the application finds this database; its password comes in at synth. The server takes no
   * connection that is not encrypted: `tls` is `require` unless a CA's file or `verify-full` is given.
   * @throws Refusal for what this server's certificate cannot give.
   */
  url(props: UrlProps = {}): DatabaseConnection {
    const { tls = props.caFile === undefined ? 'require' : 'verify-full' } = props;
    refuseTls(this.node.id, tls, this.tls);
    this.isAskedForUrl = true;
    return new DatabaseConnection(
      new DatabaseUrl({ ...this.login, ...props, host: this.service.name, port: this.service.port, tls }),
      this.password,
      {
        admit: (workload, synthesis) => this.admit(workload, synthesis),
        folder: this.node.id,
        labels: databaseLabels(this.node.id),
        port: this.service.port,
        ...(this.namespace !== undefined && { namespace: this.namespace }),
      },
      new Map(this.elsewhere.map((other) => [other.name, other.connection(props)])),
    );
  }

  /** The same in the environments that have a server of their own. */
  get others(): readonly PostgresDatabase[] {
    return this.elsewhere.flatMap(({ server }) => (server === undefined ? [] : [server.chart]));
  }

  surveyIn(synthesis: EnvironmentSynthesis): void {
    this.otherIn(synthesis)?.surveyIn(synthesis);
  }

  patchIn(synthesis: EnvironmentSynthesis): void {
    this.otherIn(synthesis)?.patchIn(synthesis);
  }

  /** The same in another environment, as a chart of its own. */
  private static otherOf(
    id: string,
    base: Omit<PostgresDatabaseProps, 'environments'>,
    name: string,
    environment: DatabaseEnvironment,
  ): EnvironmentDatabase {
    const app = new EnvironmentApp();
    if (environment.managed !== undefined) {
      return new EnvironmentDatabase(name, new Chart(app, id), environment, undefined);
    }
    const chart = new PostgresDatabase(app, id, inEnvironment(base, environment));
    return new EnvironmentDatabase(name, chart, environment, { chart, forCompose: chart.forCompose });
  }

  private otherIn({ environment, folder }: EnvironmentSynthesis): EnvironmentDatabase | undefined {
    return folder === this.node.id ? this.elsewhere.find(({ name }) => name === environment) : undefined;
  }

  /** A server of one major version cannot read the data of another. @throws Refusal where nobody said what to do */
  private surveyVersion(synthesis: Synthesis): void {
    this.node.tryRemoveChild('upgrade');
    this.node.tryRemoveChild('kept');
    this.upgrade = undefined;
    const instance = this.node.id;
    const from = upgradeSource(synthesis, instance, this.version);
    this.upgradedFrom = from === undefined ? upgradedFrom(synthesis, instance) : undefined;
    if (from === undefined) {
      new KeptClaims(this, 'kept', synthesis, instance, [claimName(instance, this.version.major)]);
      warnOfOtherDistribution(synthesis, instance, this.version);
      return;
    }
    const claim = committedClaim(synthesis, instance, claimName(instance, from.major));
    this.upgrade = new DatabaseUpgrade(this, 'upgrade', {
      from,
      instance,
      storage: this.storage,
      to: this.version,
      ...(claim && { claim }),
    });
    new KeptClaims(
      this,
      'kept',
      synthesis,
      instance,
      [this.version.major, from.major].map((major) => claimName(instance, major)),
    );
  }

  /** The migration without which the tables of the schema are not all there. */
  get lastMigration(): string | undefined {
    return this.schema?.last;
  }

  private admit(workload: Workload, synthesis: Synthesis): void {
    if (this.readers.synthesis !== synthesis) this.readers = { synthesis, workloads: new Set() };
    this.readers.workloads.add(workload);
  }

  private admitted(): NetworkPeer[] {
    const readers = [...this.readers.workloads];
    if (readers.length === 0) return [{ labels: {} }];
    return readers.map((reader) => {
      // One without a namespace is wherever "kubectl apply" is told, as the database is, unless that has been told.
      const namespace =
        reader.object.namespace ?? (this.namespace === undefined ? this.place.namespace : '*');
      const isElsewhere = namespace !== undefined && namespace !== this.place.namespace;
      return { labels: selectedBy(reader), ...(isElsewhere && { namespace }) };
    });
  }

  private migrating(): NetworkPeer[] {
    return this.schema === undefined ? [] : [{ labels: this.schema.podLabels }];
  }

  private importing(): NetworkPeer[] {
    return this.node.children
      .filter((child) => child instanceof SqliteToPostgres)
      .map(({ podLabels }) => ({ labels: podLabels }));
  }

  private certificate(): Pick<PostgresStatefulSetProps, 'certificateImage' | 'certificateName'> {
    const { source } = this.tls;
    switch (source.kind) {
      case 'self-signed':
        return source.image === undefined ? {} : { certificateImage: source.image };
      case 'secret':
        return { certificateName: source.name };
      case 'cert-manager': {
        const { secretName } = new DatabaseCertificate(this, 'certificate', {
          hosts: () => this.place.hosts,
          instance: this.node.id,
          issuer: source.issuer,
        });
        return { certificateName: secretName };
      }
    }
  }
}

export type UrlProps = Pick<DatabaseUrlProps, 'caFile' | 'channelBinding' | 'driver' | 'parameters' | 'tls'>;

/** Where the server is, and the names under which it is known there. */
interface Place {
  readonly namespace: string | undefined;
  readonly hosts: readonly string[];
  /** The host under which it is found before it is ready. */
  readonly headless: string;
}

function placeOf(service: string, headless: string, namespace: string | undefined): Place {
  const longer = ['', '.svc', '.svc.cluster.local'].map((rest) => `${service}.${namespace}${rest}`);
  return { headless, namespace, hosts: [service, ...(namespace === undefined ? [] : longer)] };
}

/** Its last release was on 2026-11-12, by PostgreSQL's versioning policy. */
const NEWEST_ENDED = 14;
