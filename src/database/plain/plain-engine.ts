import { ApiObject, Lazy } from 'cdk8s';
import type { Construct } from 'constructs';
import { hostBreakingOverlays } from '../../backend/warnings/host-breaking-overlays';
import { leftInCluster } from '../../gitops/plan/left-in-cluster';
import type { FileChange } from '../../gitops/plan/plan';
import { objectChangesIn, type ObjectChange } from '../../gitops/plan/object-change';
import { committedClaim, refuseClaimChange } from '../../gitops/synth/claim-change';
import { Fact, synthesisOf, synthScope } from '../../gitops/synth/fact';
import type { Synthesis } from '../../gitops/synth/synthesis';
import { Manifest } from '../../kubernetes/manifest';
import { serviceAccount } from '../../kubernetes/pod-security';
import type { Contribution } from '../../server/capability';
import { joined, type Contributions } from '../../server/contributions';
import type { Engine, Server, ServerSpec } from '../../server/engine';
import { selectorLabels } from '../../kubernetes/labels';
import { databaseLabels } from '../../server/labels';
import { POD_SECURITY } from '../../server/pod-security';
import type { ServerAccess } from '../../server/server-access';
import { serverLimits } from '../configuration/server-limits';
import { DatabaseCertificate } from './database-certificate';
import { DatabaseDisruptionBudget } from './database-disruption-budget';
import { DatabaseNetworkPolicy } from './database-network-policy';
import { DatabaseService } from './database-service';
import { DatabaseVolumeClaim } from './database-volume-claim';
import { keepClaims } from './kept-claims';
import { warnOfOtherDistribution } from './other-distribution';
import { beginsFromSnapshot, FROM_SNAPSHOT } from './from-snapshot';
import { PostgresConfig } from './postgres-config';
import { podParts, PostgresStatefulSet, type PostgresStatefulSetProps } from './postgres-stateful-set';
import { serverAddress, type ServerAddress } from './server-address';
import { serverNotice } from './server-notice';
import { DatabaseUpgrade } from './upgrade/database-upgrade';
import { UPGRADED_FROM, upgradedFrom, upgradeSource } from './upgrade/upgrade-source';

/** A StatefulSet of one pod, with a volume that no commit deletes. */
export const PLAIN_ENGINE: Engine = {
  createServer: (scope, spec) => new PlainServer(scope, spec),
};

/** An unfinished upgrade's steps; after its end, the file by which the server checks that its volume has the data. */
const UPGRADE = new Fact<Contribution>();

class PlainServer implements Server {
  readonly access: ServerAccess;
  readonly config: PostgresConfig;
  readonly networkPolicy: DatabaseNetworkPolicy;
  readonly service: DatabaseService;
  readonly statefulSet: PostgresStatefulSet;
  readonly volumeClaim: DatabaseVolumeClaim;
  private readonly headless: DatabaseService;

  constructor(
    private readonly scope: Construct,
    private readonly spec: ServerSpec,
  ) {
    const { credentialsName, database, dns, instance, user, version } = spec;
    this.volumeClaim = new DatabaseVolumeClaim(scope, 'storage', {
      ...spec.storage,
      instance,
      major: version.major,
    });
    const contributions = (): Contributions => this.contributions();
    this.config = new PostgresConfig(scope, 'config', {
      ...spec.configuration,
      contributions,
      database,
      extensions: spec.extensions,
      instance,
      limits: serverLimits(spec),
      version,
    });
    this.service = new DatabaseService(scope, 'service', { instance });
    this.headless = new DatabaseService(scope, 'headless-service', { headless: true, instance });
    new Manifest(
      scope,
      'service-account',
      serviceAccount({ name: instance, labels: databaseLabels(instance) }),
    );
    this.networkPolicy = new DatabaseNetworkPolicy(scope, 'network-policy', {
      clients: spec.clients,
      contributions,
      instance,
      ...(dns && { dns }),
    });
    new DatabaseDisruptionBudget(scope, 'disruption-budget', { instance });
    this.statefulSet = new PostgresStatefulSet(scope, 'server', {
      ...this.certificate(),
      claimName: this.volumeClaim.name,
      configChecksum: Lazy.any({ produce: () => this.config.checksum }) as string,
      configName: this.config.name,
      contributions,
      credentialsName,
      database,
      instance,
      resources: spec.resources,
      serviceAccountName: instance,
      serviceName: this.headless.name,
      ...(!spec.hasOwnCredentials && { user }),
      version,
    });
    this.access = {
      instance,
      pod: { securityContext: POD_SECURITY, serviceAccountName: instance },
      server: {
        claimName: this.volumeClaim.name,
        credentialsName,
        database,
        // The headless Service resolves before the pod is ready.
        host: () => this.address.headless,
        image: version.image,
        labels: selectorLabels(instance),
        major: version.major,
        port: this.headless.port,
        ...(dns && { dns }),
      },
    };
  }

  get parts(): Contribution {
    const files = { ...this.config.files, [FROM_SNAPSHOT]: '', [UPGRADED_FROM]: '' };
    return { ...podParts(this.spec), files };
  }

  get namespace(): string | undefined {
    return this.address.namespace;
  }

  /**
   * A server cannot read the data of another major version. @throws Refusal if it changed without an upgrade command, or
   * if the volume would be one with older data
   */
  survey(synthesis: Synthesis): void {
    const { instance, storage, version } = this.spec;
    const scope = synthScope(this.scope);
    // The data of a snapshot come from no server.
    const from = beginsFromSnapshot(synthesis, this.spec)
      ? undefined
      : upgradeSource(synthesis, instance, version);
    if (from === undefined) {
      const finished = upgradedFrom(synthesis, instance);
      if (finished !== undefined) UPGRADE.add(synthesis, this, { files: { [UPGRADED_FROM]: finished } });
      warnOfOtherDistribution(synthesis, instance, version);
    } else {
      const claim = committedClaim(synthesis, instance, from.claim);
      const { contribution } = new DatabaseUpgrade(scope, 'upgrade', {
        from,
        instance,
        storage,
        to: version,
        ...(claim && { claim }),
      });
      UPGRADE.add(synthesis, this, contribution);
    }
    const wanted = [this.volumeClaim.name, ...(from === undefined ? [] : [from.claim])];
    keepClaims(scope, synthesis, instance, wanted);
  }

  verify(synthesis: Synthesis, changes: readonly ObjectChange[]): void {
    refuseClaimChange(synthesis, changes, this.volumeClaim.name);
  }

  review(synthesis: Synthesis, changed: ReadonlyMap<string, readonly FileChange[]>): void {
    const { instance } = this.spec;
    const folder = synthesis.repository.pathOf(instance);
    const changes = objectChangesIn(changed.get(folder) ?? []);
    for (const notice of [serverNotice(changes, `${instance}-config`), leftInCluster(folder, changes)]) {
      if (notice !== undefined) synthesis.warn(notice);
    }
    this.warnOfRenamedHost(synthesis);
  }

  private warnOfRenamedHost(synthesis: Synthesis): void {
    const { name } = this.headless;
    const hasJobs = this.scope.node.findAll().some((one) => ApiObject.isApiObject(one) && one.kind === 'Job');
    for (const { path, field } of hasJobs ? hostBreakingOverlays(synthesis.repository, name) : []) {
      const message = `its ${field} changes the name of Service ${name}, but kustomize does not change PGHOST in the Jobs for migrations or an import; patch the Jobs in this overlay, or they do not find the server and a new database with a schema never gets ready`;
      synthesis.warn({ code: 'host-renamed', path, message });
    }
  }

  /** Complete only after every part of a synth has been surveyed. */
  private get address(): ServerAddress {
    const { instance, namespace } = this.spec;
    const synthesis = synthesisOf(this.scope);
    const tree = synthesis?.repository.tree;
    const nameOf = (name: string): string => tree?.nameOf(name) ?? name;
    return serverAddress(
      nameOf(this.service.name),
      nameOf(this.headless.name),
      tree?.transformers.namespace ?? namespace ?? synthesis?.namespaceOf(instance),
    );
  }

  /** The contributions of a snapshot, of an upgrade and of the capabilities. */
  private contributions(): Contributions {
    const { fromSnapshot } = this.spec.storage;
    const all = joined([
      ...(fromSnapshot === undefined ? [] : [{ files: { [FROM_SNAPSHOT]: fromSnapshot } }]),
      ...UPGRADE.of(synthesisOf(this.scope), this),
      this.spec.contributions(),
    ]);
    return { ...all, settings: { ...all.settings, ...all.clusterSettings } };
  }

  private certificate(): Pick<PostgresStatefulSetProps, 'certificateImage' | 'certificateName'> {
    const { source } = this.spec.tls;
    switch (source.kind) {
      case 'self-signed':
        return source.image === undefined ? {} : { certificateImage: source.image };
      case 'secret':
        return { certificateName: source.name };
      case 'cert-manager': {
        const { secretName } = new DatabaseCertificate(this.scope, 'certificate', {
          hosts: () => this.address.hosts,
          instance: this.spec.instance,
          issuer: source.issuer,
        });
        return { certificateName: secretName };
      }
    }
  }
}
