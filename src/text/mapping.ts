export type Mapping = Readonly<Record<string, unknown>>;

export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The nested mapping at KEYS; empty if it is missing or not a mapping, since a user's manifest may hold anything. */
export function mappingAt(value: unknown, ...keys: string[]): Mapping {
  let here: unknown = value;
  for (const key of keys) here = isMapping(here) ? here[key] : undefined;
  return isMapping(here) ? here : {};
}

export function listAt(value: unknown, key: string): readonly unknown[] {
  const list = isMapping(value) ? value[key] : undefined;
  return Array.isArray(list) ? list : [];
}

export function textAt(value: unknown, key: string): string | undefined {
  const text = isMapping(value) ? value[key] : undefined;
  return typeof text === 'string' ? text : undefined;
}
