import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { base64 } from '../../text/base64';
import { Manifest } from '../../kubernetes/manifest';
import { PASSWORD_VARIABLE, type Password } from '../../backend/connection/password';
import { SYNTH_PART, type SynthPart, type Synthesis } from '../../gitops/synth/synthesis';
import { committedPassword } from './committed-server';
import { databaseLabels } from '../../server/labels';

export interface DatabaseCredentialsProps {
  /** The database that these open: names and labels derive from it. */
  readonly instance: string;
  /** The application's role. */
  readonly user: string;
  readonly password: Password;
}

/** What the server reads to set up the application's role, as a Secret of type basic-auth. */
export class DatabaseCredentials extends Construct implements SynthPart {
  readonly [SYNTH_PART] = true;
  /** Name of the Secret, made here or there already. */
  readonly name: string;
  private readonly instance: string;
  private readonly password: Password;

  constructor(scope: Construct, id: string, props: DatabaseCredentialsProps) {
    super(scope, id);
    this.instance = props.instance;
    this.password = props.password;
    this.name = props.password.secretName ?? `${props.instance}-credentials`;
    if (props.password.secretName !== undefined) return;

    const { user, password } = props;
    new Manifest(this, 'secret', {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: this.name, labels: databaseLabels(props.instance) },
      type: 'kubernetes.io/basic-auth',
      data: {
        password: Lazy.any({ produce: () => base64(password.value) }) as unknown,
        username: base64(user),
      },
    });
  }

  /** Who has no application's Secret to keep it in has this one: a clone elsewhere makes no other. */
  survey(synthesis: Synthesis): void {
    const committed = this.password.secretName === undefined && committedPassword(synthesis, this.instance);
    if (committed) this.password.keepCommitted(committed);
  }

  bind(synthesis: Synthesis): void {
    this.password.bind((variable, kept) => {
      // An environment's own password has a variable of its own, and is another one.
      const id = variable === PASSWORD_VARIABLE ? this.node.path : `${this.node.path} ${variable}`;
      return synthesis.secrets.resolve(id, variable, kept);
    });
  }
}
