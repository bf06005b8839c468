import { Lazy } from 'cdk8s';
import type { Construct } from 'constructs';
import { hostBreakingOverlays } from '../../backend/warnings/overlays';
import { leftInCluster } from '../../gitops/plan/left-in-cluster';
import type { FileChange } from '../../gitops/plan/plan';
import { committedClaim, refuseClaimChange, refuseClaimMove } from '../../gitops/synth/claim-change';
import type { Synthesis } from '../../gitops/synth/synthesis';
import { CONTAINER_SECURITY } from '../../kubernetes/pod-security';
import { joined, type Contributions } from '../../server/contributions';
import type { Engine, Server, ServerSpec } from '../../server/engine';
import { selectorLabels } from '../../server/labels';
import { POD_SECURITY } from '../../server/pod-security';
import type { ServerAccess } from '../../server/server-access';
import { serverLimits } from '../configuration/server-limits';
import { DatabaseCertificate } from './database-certificate';
import { DatabaseDisruptionBudget } from './database-disruption-budget';
import { DatabaseNetworkPolicy } from './database-network-policy';
import { DatabaseService } from './database-service';
import { DatabaseServiceAccount } from './database-service-account';
import { claimName, DatabaseVolumeClaim } from './database-volume-claim';
import { KeptClaims } from './kept-claims';
import { warnOfOtherDistribution } from './other-distribution';
import { PostgresConfig } from './postgres-config';
import { PostgresStatefulSet, type PostgresStatefulSetProps } from './postgres-stateful-set';
import { serverAddress, type ServerAddress } from './server-address';
import { serverNotice } from './server-notice';
import { DatabaseUpgrade } from './upgrade/database-upgrade';
import { UPGRADED_FROM, upgradedFrom, upgradeSource } from './upgrade/upgrade-source';

/** A StatefulSet of one pod, with a volume that no commit deletes. */
export const PLAIN_ENGINE: Engine = {
  name: 'plain',
  createServer: (scope, spec) => new PlainServer(scope, spec),
};

class PlainServer implements Server {
  readonly access: ServerAccess;
  readonly service: DatabaseService;
  private readonly headless: DatabaseService;
  /** Known at synth only. */
  private address: ServerAddress;
  /** The way of the data from an older version, while it is under way. */
  private upgrade: DatabaseUpgrade | undefined;
  /** The major version whose data the volume has to hold, where it was upgraded. */
  private upgradedFrom: string | undefined;

  constructor(
    private readonly scope: Construct,
    private readonly spec: ServerSpec,
  ) {
    const { credentialsName, database, dns, instance, user, version } = spec;
    const claim = new DatabaseVolumeClaim(scope, 'storage', {
      ...spec.storage,
      instance,
      major: version.major,
    });
    const contributions = (): Contributions => this.contributions();
    const config = new PostgresConfig(scope, 'config', {
      ...spec.configuration,
      contributions,
      extensions: spec.extensions,
      instance,
      limits: serverLimits(spec),
      version,
    });
    this.service = new DatabaseService(scope, 'service', { instance });
    this.headless = new DatabaseService(scope, 'headless-service', { headless: true, instance });
    this.address = serverAddress(this.service.name, this.headless.name, spec.namespace);
    const account = new DatabaseServiceAccount(scope, 'service-account', { instance });
    new DatabaseNetworkPolicy(scope, 'network-policy', {
      clients: spec.clients,
      contributions,
      instance,
      ...(dns && { dns }),
    });
    new DatabaseDisruptionBudget(scope, 'disruption-budget', { instance });
    new PostgresStatefulSet(scope, 'server', {
      ...this.certificate(),
      claimName: claim.name,
      configChecksum: Lazy.any({ produce: () => config.checksum }) as string,
      configName: config.name,
      contributions,
      credentialsName,
      database,
      instance,
      resources: spec.resources,
      serviceAccountName: account.name,
      serviceName: this.headless.name,
      ...(!spec.hasOwnCredentials && { user }),
      version,
    });
    this.access = {
      container: { securityContext: CONTAINER_SECURITY },
      instance,
      pod: { securityContext: POD_SECURITY, serviceAccountName: account.name },
      server: {
        credentialsName,
        database,
        // Found there before it is ready.
        host: () => this.address.headless,
        image: version.image,
        labels: selectorLabels(instance),
        major: version.major,
        port: this.headless.port,
        ...(dns && { dns }),
      },
    };
  }

  get namespace(): string | undefined {
    return this.address.namespace;
  }

  survey(synthesis: Synthesis): void {
    this.surveyVersion(synthesis);
    const { instance, storage, version } = this.spec;
    refuseClaimChange(synthesis, instance, { ...storage, name: claimName(instance, version.major) });
  }

  bind(synthesis: Synthesis): void {
    const { instance, namespace, version } = this.spec;
    const { repository } = synthesis;
    const { tree } = repository;
    const named = namespace ?? synthesis.namespaceOf(instance);
    this.address = serverAddress(
      tree.nameOf(this.service.name),
      tree.nameOf(this.headless.name),
      tree.transformers.namespace ?? named,
    );
    refuseClaimMove(synthesis, instance, claimName(instance, version.major), named);
    const hasJobs = this.spec.contributions().clients.length > 0;
    const { name } = this.headless;
    for (const { path, field } of hasJobs ? hostBreakingOverlays(repository, name) : []) {
      const message = `its ${field} changes the name of Service ${name}, and kustomize does not change it in PGHOST of the Jobs with migrations or an import; patch them in this overlay: else they find no server, and a new database with a schema does not become ready`;
      synthesis.warn({ code: 'host-renamed', path, message });
    }
  }

  review(synthesis: Synthesis, changed: ReadonlyMap<string, readonly FileChange[]>): void {
    const folder = synthesis.repository.pathOf(this.spec.instance);
    const changes = changed.get(folder) ?? [];
    for (const notice of [serverNotice(changes), leftInCluster(folder, changes)]) {
      if (notice !== undefined) synthesis.warn(notice);
    }
  }

  /** The capabilities', and what an upgrade needs. */
  private contributions(): Contributions {
    const ofUpgrade = this.upgrade === undefined ? [] : [this.upgrade.contribution];
    const guard = this.upgradedFrom === undefined ? [] : [{ files: { [UPGRADED_FROM]: this.upgradedFrom } }];
    return joined([...ofUpgrade, ...guard, this.spec.contributions()]);
  }

  /** A server of one major version cannot read the data of another. @throws Refusal where nobody said what to do */
  private surveyVersion(synthesis: Synthesis): void {
    const { scope, spec } = this;
    const { instance, storage, version } = spec;
    scope.node.tryRemoveChild('upgrade');
    scope.node.tryRemoveChild('kept');
    const from = upgradeSource(synthesis, instance, version);
    this.upgrade = undefined;
    this.upgradedFrom = from === undefined ? upgradedFrom(synthesis, instance) : undefined;
    if (from === undefined) warnOfOtherDistribution(synthesis, instance, version);
    else {
      const claim = committedClaim(synthesis, instance, claimName(instance, from.major));
      this.upgrade = new DatabaseUpgrade(scope, 'upgrade', {
        from,
        instance,
        storage,
        to: version,
        ...(claim && { claim }),
      });
    }
    const majors = [version.major, ...(from === undefined ? [] : [from.major])];
    new KeptClaims(
      scope,
      'kept',
      synthesis,
      instance,
      majors.map((major) => claimName(instance, major)),
    );
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
