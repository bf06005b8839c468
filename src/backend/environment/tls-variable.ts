import type { Driver } from '../url/driver';
import type { PlannedUse } from './planned-uses';

/** libpq's variable for the encryption of a connection, which drivers of other languages read too. */
export const TLS_VARIABLE = 'PGSSLMODE';

/**
 * What the driver needs in it, since the server takes no plain text and has a certificate of its own. node-postgres takes
 * `require` for `verify-full`. Undefined: the driver does not read the variable, or is not known.
 */
export function tlsValue(driver: Driver | undefined): string | undefined {
  switch (driver) {
    case 'node-postgres':
      return 'no-verify';
    case 'asyncpg':
    case 'libpq':
    case 'pgx':
    case 'psycopg':
    case 'psycopg2':
      return 'require';
    default:
      return undefined;
  }
}

/** Separate variables do not say that the connection is encrypted: adds the variable that does, where the driver has one. */
export function withTls(
  uses: readonly [PlannedUse, ...PlannedUse[]],
  driver: Driver | undefined,
): readonly [PlannedUse, ...PlannedUse[]] {
  const value = tlsValue(driver);
  if (value === undefined) return uses;
  const [first, ...others] = uses;
  return [added(first, value), ...others.map((use) => added(use, value))];
}

function added(use: PlannedUse, value: string): PlannedUse {
  const isUrl = use.variables.some(({ part }) => part === 'url');
  const current = use.environment.variables.get(TLS_VARIABLE);
  // `disable` cannot connect: the server takes no plain text.
  if (isUrl || (current !== undefined && current.value !== 'disable')) return use;
  const variable = { name: TLS_VARIABLE, part: { value }, current };
  return { ...use, variables: [...use.variables, variable] };
}
