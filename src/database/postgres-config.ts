import { hash } from 'node:crypto';
import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { databaseLabels } from './labels';
import hostBasedAuthentication from './pg_hba.conf';
import configuration from './postgresql.conf';
import roles from './roles.sql';
import start from './start.sh';

export interface PostgresConfigProps {
  /** The database that this is the configuration of: names and labels derive from it. */
  readonly instance: string;
}

/** What the server reads: postgresql.conf, pg_hba.conf and how it is started, as a ConfigMap. */
export class PostgresConfig extends Construct {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, props: PostgresConfigProps) {
    super(scope, id);
    this.name = `${props.instance}-config`;
    this.files = {
      'pg_hba.conf': hostBasedAuthentication,
      'postgresql.conf': configuration,
      'roles.sql': roles,
      'start.sh': start,
    };

    new ApiObject(this, 'config-map', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: this.name, labels: databaseLabels(props.instance) },
      data: this.files,
    });
  }

  /** Changes when a file does: as a pod annotation it restarts the pod, which a mounted ConfigMap does not. */
  get checksum(): string {
    return hash('sha256', JSON.stringify(this.files));
  }
}
