import type { Parameter } from './tls';

/** `Name=value;…`, as ADO.NET's DbConnectionStringBuilder reads it. */
export function connectionString(pairs: readonly Parameter[]): string {
  return pairs.map(([name, value]) => `${name}=${quotedIfNeeded(value)}`).join(';');
}

/**
 * Unquoted, a `;` would end the value, a quote or a brace start one, and spaces around it be cut off. `$` and `<` start what
 * another tool would fill in.
 */
function quotedIfNeeded(value: string): string {
  return /^[^\s;"'={}$<]+$/.test(value) ? value : `"${value.replaceAll('"', '""')}"`;
}
