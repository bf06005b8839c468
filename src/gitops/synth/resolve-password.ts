import { Refusal } from '../../text/refusal';
import { SECRETS } from '../tree/secrets-folder';

/** Where the value of a password may come from, in the order in which it is looked for. */
export interface PasswordCandidates {
  /** The environment variable that may hold it. */
  readonly variable: string;
  /** What a Secret holds for it already. @default - none does */
  readonly held?: string | undefined;
  /** What was made once and kept, or is made now. @default - nothing is */
  readonly kept?: () => string | undefined;
}

/**
 * The one place that reads a password from the environment. NAME is the password's, for people; undefined where it has
 * no value. @throws Refusal of one that no server takes
 */
export function resolvePassword(
  name: string,
  { variable, held, kept }: PasswordCandidates,
): string | undefined {
  const given = process.env[variable];
  if (given !== undefined && given !== '') return usable(given, variable);
  if (held !== undefined) return usable(held, `the Secret of ${name}`);
  const made = kept?.();
  return made === undefined ? undefined : usable(made, SECRETS);
}

/** @throws Refusal of a password that a URL holds and the server does not: it cuts a line end behind it. */
function usable(password: string, source: string): string {
  if (!/[\0\r\n]/.test(password)) return password;
  const message =
    'holds a line end or a NUL in the password, most often a line end behind it, with which nobody could log in; give it without';
  throw Refusal.of('database-password', source, message);
}
