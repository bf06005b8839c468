import type { IConstruct } from 'constructs';
import { isObjectName, noObjectName } from '../../kubernetes/object-name';
import { isInPlainApp } from '../../kubernetes/planned-app';
import { Refusal } from '../../text/refusal';
import type { Rule } from '../../text/rules';
import { Fact } from '../../gitops/synth/fact';
import { resolvePassword } from '../../gitops/synth/resolve-password';
import type { Synthesis } from '../../gitops/synth/synthesis';

/** The default variable with the password. */
export const PASSWORD_VARIABLE = 'POSTGRES_PASSWORD';

/**
 * A reference to a password, never the password itself: where its value comes from at synth, or the Secret in
 * the cluster that holds it.
 * @example Password.fromEnvironment()
 */
export class Password {
  /**
   * The value of an environment variable where it is set; else the one that the application's Secret holds for
   * this database already; else one made once and kept in a file that git ignores.
   */
  static fromEnvironment(variable = PASSWORD_VARIABLE): Password {
    return new Password(variable, undefined);
  }

  /**
   * A Secret that is in the cluster already, with the keys `username` and `password`.
   * @throws Refusal for a name that is none
   */
  static fromSecret(name: string): Password {
    if (!isObjectName(name)) {
      throw Refusal.of('wrong-type', 'Password.fromSecret', noObjectName(name, 'a Secret'));
    }
    return new Password(undefined, name);
  }

  private constructor(
    /** The environment variable, which overrides a Secret's password. */
    readonly variable: string | undefined,
    /** The Secret with the password, if its value is not known at synth. */
    readonly secretName: string | undefined,
  ) {}
}

/** The value that a synth has resolved for a password. */
export const PASSWORD_VALUE = new Fact<string>();

/** The password in the application's existing Secret. */
export const APPLICATION_PASSWORD = new Fact<string>();

/** Problems of a password whose value is unknown in a plain cdk8s app, checked before cdk8s serializes CONSTRUCT. */
export function passwordRules(construct: IConstruct, password: Password): Rule[] {
  if (!isInPlainApp(construct)) return [];
  try {
    passwordValue(password, undefined);
    return [];
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.problems.map(({ code, message, path }) => ({ code, say: `${path} ${message}`, when: true }));
  }
}

/** PASSWORD's value; outside of a synth, the environment variable's. @throws Refusal if there is none */
export function passwordValue(password: Password, synthesis: Synthesis | undefined): string {
  const { secretName, variable } = password;
  if (variable === undefined) {
    throw Refusal.of(
      'password-not-known',
      `Secret ${secretName}`,
      'has the password in the cluster, so synth cannot write a URL with it; put the URL into that Secret too',
    );
  }
  const value = PASSWORD_VALUE.of(synthesis, password).at(-1) ?? resolvePassword(variable, { variable });
  if (value !== undefined) return value;
  throw Refusal.of('password-needed', variable, 'is not set; set it to the database password');
}
