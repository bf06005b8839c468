import { hash } from 'node:crypto';
import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { refuseUnknownProps } from '../../text/known-props';
import { Manifest } from '../../kubernetes/manifest';
import { isInPlainApp, warnOnStderr } from '../../kubernetes/planned-app';
import type { Notice } from '../../text/refusal';
import { addRules } from '../../text/rules';
import { SYNTH_PART, type SynthPart, type Synthesis } from '../../gitops/synth/synthesis';
import certificate from './certificate.sh';
import { extensionProblems } from '../configuration/database-extensions';
import extensionsScript from './extensions.sql';
import { databaseLabels } from '../../server/labels';
import { hostBasedAuthentication } from './host-based-authentication';
import type { PostgresVersion } from '../../server/postgres-version';
import { joined, type Contributions } from '../../server/contributions';
import { RESTORE_TEMPLATE } from '../../server/restore-template';
import rolePassword from '../../server/role-password.sh';
import { roleFiles, type ServerRole } from '../../server/server-role';
import {
  configurationProblems,
  postgresqlConf,
  type ContributedSettings,
  type ServerLimits,
} from '../configuration/postgresql-conf';
import type { ServerConfiguration } from '../../server/server-configuration';
import ready from './ready.sh';
import rolesScript from './roles.sql';
import { secretSettingNotices } from '../configuration/secret-settings';
import start from './start.sh';

export interface PostgresConfigProps extends ServerConfiguration {
  /** The database's name, from which names and labels are derived. */
  readonly instance: string;
  /** The version of the server that reads the files. */
  readonly version: PostgresVersion;
  /** The memory, CPU and disk from which the settings are derived. */
  readonly limits: ServerLimits;
  /** Extensions that the superuser creates in the database. @default - none */
  readonly extensions?: readonly string[];
  /** Name of the application's database. @default app @internal */
  readonly database?: string;
  /** The capabilities' additions, known only at synth. @default - nothing @internal */
  readonly contributions?: () => Contributions;
}

/** A ConfigMap with the server's files: postgresql.conf, pg_hba.conf and the start scripts. */
export class PostgresConfig extends Construct implements SynthPart {
  /** @internal */
  readonly [SYNTH_PART] = true;
  readonly name: string;
  private readonly props: PostgresConfigProps;

  constructor(scope: Construct, id: string, props: PostgresConfigProps) {
    super(scope, id);
    refuseUnknownProps('PostgresConfigProps', id, props);
    this.name = `${props.instance}-config`;
    this.props = props;
    this.node.defaultChild = new Manifest(this, 'config-map', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: this.name, labels: databaseLabels(props.instance) },
      // Lazy, since the capabilities' additions are known only at synth.
      data: Lazy.any({
        produce: () => ({ ...this.files, ...props.contributions?.().files }),
      }) as Record<string, string>,
    });

    addRules(
      this,
      () => {
        const contributed = props.contributions?.();
        const { extensions = [], limits, settings = {}, version } = props;
        return [
          ...configurationProblems(version, limits, props, contributed),
          ...extensionProblems(extensions, version, settings, contributed?.preload).map((say) => ({
            code: 'server-extension' as const,
            field: 'extensions',
            say,
            when: true,
          })),
        ];
      },
      scope,
    );
    if (isInPlainApp(this)) this.warnOfSecrets(warnOnStderr);
  }

  /** The server's own files by name. */
  get files(): Readonly<Record<string, string>> {
    return filesOf(this.props).files;
  }

  /** Changes with everything that needs a restart. It is a pod annotation, so a change restarts the pod. */
  get checksum(): string {
    return filesOf(this.props).checksum;
  }

  /** @internal */
  survey(synthesis: Synthesis): void {
    this.warnOfSecrets((notice) => synthesis.warn(notice));
  }

  private warnOfSecrets(warn: (notice: Notice) => void): void {
    const { contributions, settings } = this.props;
    secretSettingNotices({ ...contributions?.().settings, ...settings }, this.node.path).forEach((notice) =>
      warn(notice),
    );
  }
}

interface ServerFiles {
  readonly checksum: string;
  readonly files: Readonly<Record<string, string>>;
}

/** In pg_hba.conf the line for "all" databases is not for connections that copy the server. */
function replicationLines(roles: readonly ServerRole[]): string[] {
  return roles
    .filter(({ attributes, login }) => login === 'password' && attributes?.includes('replication'))
    .map(({ name }) => `hostssl    replication  ${name}  all  scram-sha-256\n`);
}

/** Many databases have the same configuration. */
const known = new Map<string, ServerFiles>();

/** The files of a server with that configuration. */
export function filesOf(props: Omit<PostgresConfigProps, 'instance'>): ServerFiles {
  const { database, version, limits, workload, disk, settings, extensions } = props;
  const { files: contributed, preload, roles, settings: added } = props.contributions?.() ?? joined([]);
  const atStart = contributed[RESTORE_TEMPLATE];
  const key = JSON.stringify([
    version,
    limits,
    workload,
    disk,
    settings,
    extensions,
    preload,
    added,
    roles,
    atStart,
    database,
  ]);
  const files = known.get(key) ?? makeFiles(props, { preload, settings: added }, roles, atStart);
  known.set(key, files);
  return files;
}

function makeFiles(
  props: Omit<PostgresConfigProps, 'instance'>,
  contributed: ContributedSettings,
  roles: readonly ServerRole[],
  restoreTemplate: string | undefined,
): ServerFiles {
  const { database = 'app', extensions = [], limits, version } = props;
  const { atStart, text } = postgresqlConf(version, limits, props, extensions, contributed);
  // Created when the server starts.
  const created = extensions.length > 0 && {
    extensions: extensions.map((name) => `${name}\n`).join(''),
    'extensions.sql': extensionsScript,
  };
  return {
    checksum: hash(
      'sha256',
      JSON.stringify([
        atStart,
        certificate,
        start,
        ...(created ? [created] : []),
        ...(restoreTemplate === undefined ? [] : [restoreTemplate]),
      ]),
    ),
    files: {
      'certificate.sh': certificate,
      ...created,
      'pg_hba.conf': [hostBasedAuthentication(roles, database), ...replicationLines(roles)].join(''),
      'postgresql.conf': text,
      'ready.sh': ready,
      ...roleFiles(roles, rolePassword),
      'roles.sql': rolesScript,
      'start.sh': start,
    },
  };
}
