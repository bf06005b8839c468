import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { base64 } from '../../text/base64';
import { refuseUnknownProps } from '../../text/known-props';
import { Manifest } from '../../kubernetes/manifest';
import { addRules } from '../../text/rules';
import { Fact, synthesisOf } from '../../gitops/synth/fact';
import {
  APPLICATION_PASSWORD,
  PASSWORD_VALUE,
  PASSWORD_VARIABLE,
  passwordRules,
  passwordValue,
  type Password,
} from '../../backend/connection/password';
import { missingIgnored } from '../../gitops/synth/ignored-secrets';
import { SYNTH_PART, type SynthPart, type Synthesis } from '../../gitops/synth/synthesis';
import { CREDENTIAL_KEYS, DRIVER_URLS, usualUrls } from '../../backend/connection/credential-keys';
import { DatabaseUrl } from '../../backend/url/database-url';
import { committedPassword } from './committed-server';
import { POSTGRESQL_PORT, serviceName } from './database-service';
import type { Mapping } from '../../text/mapping';
import { databaseLabels } from '../../server/labels';

export interface DatabaseCredentialsProps {
  /** The database's name, from which names and labels are derived. */
  readonly instance: string;
  /** The application's role. */
  readonly user: string;
  /** The application's database. @default app */
  readonly database?: string;
  /** The role's password, or the Secret in the cluster that holds it. */
  readonly password: Password;
}

/**
 * A Secret of type basic-auth, from which the server creates the application's role. Its other keys are CloudNativePG's:
 * `host`, `port`, `dbname`, `uri` and `jdbc-uri`, for applications that read their connection from it.
 */
export class DatabaseCredentials extends Construct implements SynthPart {
  /** @internal */
  readonly [SYNTH_PART] = true;
  /** Name of the Secret, created here or already in the cluster. */
  readonly name: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: DatabaseCredentialsProps,
  ) {
    super(scope, id);
    refuseUnknownProps('DatabaseCredentialsProps', id, props);
    this.name = props.password.secretName ?? credentialsName(props.instance);
    if (props.password.secretName !== undefined) return;

    const { password } = props;
    this.node.defaultChild = new Manifest(this, 'secret', {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: this.name, labels: databaseLabels(props.instance) },
      type: 'kubernetes.io/basic-auth',
      data: Lazy.any({ produce: () => this.data() }) as unknown,
    });
    addRules(this, () => passwordRules(this, password));
  }

  private data(): Mapping {
    const { database = 'app', instance, password, user } = this.props;
    const synthesis = synthesisOf(this);
    const service = serviceName(instance);
    const url = new DatabaseUrl({
      database,
      host: synthesis?.repository.tree.nameOf(service) ?? service,
      port: POSTGRESQL_PORT,
      user,
    });
    const value = passwordValue(password, synthesis);
    const urls = new Map([
      ...usualUrls(url),
      // In an environment, the base's driver and parameters, and the environment's own names.
      ...DRIVER_URLS.of(synthesis, instance).map(
        (one) => [one.key, one.url.with({ database, user })] as const,
      ),
    ]);
    const texts: [string, string][] = [
      [CREDENTIAL_KEYS.database, database],
      [CREDENTIAL_KEYS.host, url.host],
      [CREDENTIAL_KEYS.password, value],
      [CREDENTIAL_KEYS.port, String(url.port)],
      [CREDENTIAL_KEYS.user, user],
      ...[...urls].map(([key, one]): [string, string] => [key, one.render(value)]),
    ];
    return Object.fromEntries(
      texts.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, text]) => [key, base64(text)]),
    );
  }

  /**
   * Without an application's Secret, this one keeps the password, so that a clone does not generate another one.
   * @internal
   */
  survey(synthesis: Synthesis): void {
    const { instance, password } = this.props;
    const committed = password.secretName === undefined && committedPassword(synthesis, instance);
    if (committed) COMMITTED_PASSWORD.add(synthesis, password, committed);
  }

  /** @internal */
  bind(synthesis: Synthesis): void {
    const { instance, password } = this.props;
    const { variable } = password;
    if (variable === undefined) return;
    const { repository } = synthesis;
    // Each variable is another password: an environment may have its own.
    const ending = variable === PASSWORD_VARIABLE ? '' : ` ${variable}`;
    const value = synthesis.secrets.resolve({
      name: `${instance}/credentials${ending}`,
      formerName: `${this.node.path}${ending}`,
      variable,
      elsewhere: () => missingIgnored(repository, synthesis.path ?? repository.pathOf(instance)),
      held: [APPLICATION_PASSWORD, COMMITTED_PASSWORD]
        .map((fact) => fact.of(synthesis, password).at(-1))
        .find((held) => held !== undefined),
    });
    PASSWORD_VALUE.add(synthesis, password, value);
  }
}

/** The password in the database's own committed Secret. */
const COMMITTED_PASSWORD = new Fact<string>();

/** The Secret's name, if it is created here. */
export function credentialsName(instance: string): string {
  return `${instance}-credentials`;
}
