import type { Registry } from './libraries';

/** One package that a program depends on. */
export interface Dependency {
  readonly registry: Registry;
  /** As the registry spells it; Python names are normalised. */
  readonly name: string;
  /** The extras or features that are asked for; Python's are normalised. */
  readonly extras: readonly string[];
  /** As written; empty if none is given. */
  readonly version: string;
  /** True if only tests, linters and similar tools need it. */
  readonly isDevelopment: boolean;
  /** True if only another package needs it. Known for Go and for lock files. */
  readonly isIndirect?: true;
}

/** A dependency of which only the name is known. */
export function dependency(
  registry: Registry,
  name: string,
  more: Partial<Omit<Dependency, 'name' | 'registry'>> = {},
): Dependency {
  return { registry, name, extras: [], version: '', isDevelopment: false, ...more };
}
