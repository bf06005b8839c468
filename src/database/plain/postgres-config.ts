import { hash } from 'node:crypto';
import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { Manifest } from '../../kubernetes/manifest';
import { addRules } from '../../text/rules';
import { SYNTH_PART, type SynthPart, type Synthesis } from '../../gitops/synth/synthesis';
import certificate from './certificate.sh';
import { extensionProblems } from '../configuration/database-extensions';
import extensionsScript from './extensions.sql';
import { databaseLabels } from '../../server/labels';
import hostBasedAuthentication from './pg_hba.conf';
import type { PostgresVersion } from '../../server/postgres-version';
import {
  configurationProblems,
  postgresqlConf,
  type ServerConfiguration,
  type ServerLimits,
} from '../configuration/postgresql-conf';
import ready from './ready.sh';
import roles from './roles.sql';
import { secretSettingNotices } from '../configuration/secret-settings';
import start from './start.sh';
import { UPGRADED_FROM } from './upgrade/upgrade-source';

export interface PostgresConfigProps extends ServerConfiguration {
  /** The database that this is the configuration of: names and labels derive from it. */
  readonly instance: string;
  readonly version: PostgresVersion;
  readonly limits: ServerLimits;
  /** Extensions that the superuser makes in the database. @default - none */
  readonly extensions?: readonly string[];
  /** A new database is not ready until its migrations have been applied. @default false */
  readonly awaitsSchema?: boolean;
  /** The major version whose data the volume has to hold, known at synth only. @default - none */
  readonly upgradedFrom?: () => string | undefined;
}

/** What the server reads: postgresql.conf, pg_hba.conf and how it is started, as a ConfigMap. */
export class PostgresConfig extends Construct implements SynthPart {
  readonly [SYNTH_PART] = true;
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  /** Changes with what a running server does not take: as a pod annotation it restarts the pod. */
  readonly checksum: string;
  private readonly settings: NonNullable<ServerConfiguration['settings']>;

  constructor(scope: Construct, id: string, props: PostgresConfigProps) {
    super(scope, id);
    this.name = `${props.instance}-config`;
    const { checksum, files } = filesOf(props);
    this.files = files;
    this.checksum = checksum;
    this.settings = props.settings ?? {};

    new Manifest(this, 'config-map', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: this.name, labels: databaseLabels(props.instance) },
      // Made when it is asked for: what the volume has to hold is known at synth.
      data: Lazy.any({ produce: () => this.data(props) }) as Record<string, string>,
    });

    addRules(this, () =>
      [
        ...configurationProblems(props.version, props.limits, props),
        ...extensionProblems(props.extensions ?? [], props.version, props.settings ?? {}),
      ].map((say) => ({ say, when: true })),
    );
  }

  survey(synthesis: Synthesis): void {
    secretSettingNotices(this.settings, this.node.path).forEach((notice) => synthesis.warn(notice));
  }

  private data({ awaitsSchema, upgradedFrom }: PostgresConfigProps): Record<string, string> {
    const from = upgradedFrom?.();
    return {
      ...this.files,
      ...(awaitsSchema && { 'awaits-schema': '' }),
      ...(from !== undefined && { [UPGRADED_FROM]: from }),
    };
  }
}

type ServerFiles = Pick<PostgresConfig, 'checksum' | 'files'>;

/** Of many databases most are alike. */
const known = new Map<string, ServerFiles>();

function filesOf(props: PostgresConfigProps): ServerFiles {
  const { version, limits, workload, disk, settings, extensions } = props;
  const key = JSON.stringify([version, limits, workload, disk, settings, extensions]);
  const files = known.get(key) ?? makeFiles(version, limits, props);
  known.set(key, files);
  return files;
}

function makeFiles(version: PostgresVersion, limits: ServerLimits, props: PostgresConfigProps): ServerFiles {
  const { extensions = [] } = props;
  const { atStart, text } = postgresqlConf(version, limits, props, extensions);
  // Made when the server starts.
  const made = extensions.length > 0 && {
    extensions: extensions.map((name) => `${name}\n`).join(''),
    'extensions.sql': extensionsScript,
  };
  return {
    checksum: hash('sha256', JSON.stringify([atStart, certificate, start, ...(made ? [made] : [])])),
    files: {
      'certificate.sh': certificate,
      ...made,
      'pg_hba.conf': hostBasedAuthentication,
      'postgresql.conf': text,
      'ready.sh': ready,
      'roles.sql': roles,
      'start.sh': start,
    },
  };
}
