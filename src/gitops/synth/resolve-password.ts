import { Refusal } from '../../text/refusal';
import { SECRETS } from '../tree/secrets-folder';

/** The sources of a password's value, in the order in which they are tried. */
export interface PasswordCandidates {
  /** The environment variable. */
  readonly variable: string;
  /** The value in an existing Secret. @default - none */
  readonly held?: string | undefined;
  /** Returns a password that was generated before, or generates one. @default - none */
  readonly kept?: () => string | undefined;
}

/**
 * Resolves a password. No other code reads one from the environment. NAME is for errors. Undefined if no source has a
 * value. @throws Refusal for a password that no server accepts
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

/** @throws Refusal for a password with a line break: a URL could contain it, but the server removes it. */
function usable(password: string, source: string): string {
  if (!/[\0\r\n]/.test(password)) return password;
  const message =
    'has a line break or a NUL in the password, most often a line break at its end, and nobody could log in with it; remove it';
  throw Refusal.of('database-password', source, message);
}
