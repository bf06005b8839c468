import { hash } from 'node:crypto';
import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { addRules } from '../gitops/rules';
import certificate from './certificate.sh';
import { databaseLabels } from './labels';
import hostBasedAuthentication from './pg_hba.conf';
import type { PostgresVersion } from './postgres-version';
import {
  configurationProblems,
  postgresqlConf,
  type ServerConfiguration,
  type ServerLimits,
} from './postgresql-conf';
import ready from './ready.sh';
import roles from './roles.sql';
import start from './start.sh';

export interface PostgresConfigProps extends ServerConfiguration {
  /** The database that this is the configuration of: names and labels derive from it. */
  readonly instance: string;
  readonly version: PostgresVersion;
  readonly limits: ServerLimits;
}

/** What the server reads: postgresql.conf, pg_hba.conf and how it is started, as a ConfigMap. */
export class PostgresConfig extends Construct {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  /** Changes with what a running server does not take: as a pod annotation it restarts the pod. */
  readonly checksum: string;

  constructor(scope: Construct, id: string, props: PostgresConfigProps) {
    super(scope, id);
    this.name = `${props.instance}-config`;
    const { atStart, text } = postgresqlConf(props.version, props.limits, props);
    this.files = {
      'certificate.sh': certificate,
      'pg_hba.conf': hostBasedAuthentication,
      'postgresql.conf': text,
      'ready.sh': ready,
      'roles.sql': roles,
      'start.sh': start,
    };
    this.checksum = hash('sha256', JSON.stringify([atStart, certificate, start]));

    new ApiObject(this, 'config-map', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: this.name, labels: databaseLabels(props.instance) },
      data: this.files,
    });

    addRules(this, () =>
      configurationProblems(props.version, props.limits, props).map((say) => ({ say, when: true })),
    );
  }
}
