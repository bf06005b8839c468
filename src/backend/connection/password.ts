import { isObjectName, noObjectName } from '../../kubernetes/object-name';
import { Refusal } from '../../text/refusal';
import { usablePassword } from '../../gitops/synth/secret-store';

/** Holds the password where nothing else is said. */
export const PASSWORD_VARIABLE = 'POSTGRES_PASSWORD';

/** Finds the value of a password: the variable that may hold it, and what a Secret holds for it already. */
export type PasswordSource = (variable: string, kept: string | undefined) => string;

/**
 * A reference to a password, never the password itself: where its value comes from at synth, or the Secret in
 * the cluster that holds it.
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

  // JavaScript's own private fields, which console.log() and JSON.stringify() do not show.
  #bound: string | undefined;
  #kept: string | undefined;
  #committed: string | undefined;

  private constructor(
    /** The environment variable that goes before what a Secret holds. */
    readonly variable: string | undefined,
    /** The Secret that holds it, where its value is not known at synth. */
    readonly secretName: string | undefined,
  ) {}

  /** @throws Refusal where there is no value at synth. */
  get value(): string {
    if (this.#bound !== undefined) return this.#bound;
    const given = this.variable === undefined ? undefined : process.env[this.variable];
    if (this.variable !== undefined && given !== undefined && given !== '')
      return usablePassword(given, this.variable);
    throw this.variable === undefined
      ? Refusal.of(
          'password-not-known',
          `Secret ${this.secretName}`,
          'holds the password in the cluster, so a URL with it cannot be written at synth; let the Secret carry the URL as well',
        )
      : Refusal.of('password-needed', this.variable, 'is not set; set it to the password of the database');
  }

  /** What the application's Secret holds for this database already; the environment variable goes before it. */
  keep(value: string): void {
    this.#kept = value;
  }

  /** What the database's own Secret holds, as it was synthesized before; the application's goes before it. */
  keepCommitted(value: string): void {
    this.#committed = value;
  }

  /** Looks the value up, once a synth knows what is in the repository. */
  bind(source: PasswordSource): void {
    if (this.variable !== undefined) this.#bound = source(this.variable, this.#kept ?? this.#committed);
  }
}
