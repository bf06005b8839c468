import type { IConstruct } from 'constructs';
import { isCapability, type Contribution } from './capability';

/** What all capabilities together add to one server. */
export type Contributions = Required<Omit<Contribution, 'compose' | 'lastMigration'>> & {
  readonly compose: readonly NonNullable<Contribution['compose']>[];
  readonly lastMigration: string | undefined;
};

/** What the capabilities below DATABASE add to its server. */
export function contributionsTo(database: IConstruct): Contributions {
  return joined(database.node.children.filter(isCapability).map((one) => one.contribute()));
}

export function joined(all: readonly (Contribution | Contributions)[]): Contributions {
  const each = <K extends keyof Contribution>(key: K): NonNullable<Contribution[K]>[] =>
    all.map((one) => one[key]).filter((part) => part !== undefined) as NonNullable<Contribution[K]>[];
  return {
    clients: each('clients').flat(),
    compose: each('compose').flat(),
    egress: each('egress').flat(),
    files: Object.assign({}, ...each('files')) as Record<string, string>,
    ingress: each('ingress').flat(),
    initContainers: each('initContainers').flat(),
    lastMigration: each('lastMigration').at(-1),
    preload: [...new Set(each('preload').flat())],
    // PostgreSQL ignores the case of their names.
    settings: Object.fromEntries(
      each('settings').flatMap((one) =>
        Object.entries(one).map(([name, value]) => [name.toLowerCase(), value]),
      ),
    ),
    sidecars: each('sidecars').flat(),
    volumeMounts: each('volumeMounts').flat(),
    volumes: each('volumes').flat(),
  };
}

/** Conflicts between capabilities below DATABASE: one text for each, which names both. */
export function capabilityConflicts(database: IConstruct): string[] {
  const seen = new Map<string, { readonly id: string; readonly value: unknown }>();
  return database.node.children.filter(isCapability).flatMap((capability) => {
    const { id } = capability.node;
    return namedParts(capability.contribute()).flatMap(([what, value]) => {
      const other = seen.get(what);
      seen.set(what, other ?? { id, value });
      if (other === undefined || (value !== undefined && other.value === value)) return [];
      return [
        `the capabilities ${other.id} and ${id} both add ${what}; take one of them out, or change its name`,
      ];
    });
  });
}

/** A setting may be given twice with one value; nothing else may be given twice. */
function namedParts(contribution: Contribution): [string, unknown][] {
  const { files = {}, initContainers = [], settings = {}, sidecars = [], volumes = [] } = contribution;
  return [
    ...Object.entries(settings).map(([name, value]): [string, unknown] => [
      `the setting ${name.toLowerCase()}`,
      value,
    ]),
    ...Object.keys(files).map((name): [string, unknown] => [`the file ${name}`, undefined]),
    ...[...initContainers, ...sidecars].map(({ name }): [string, unknown] => [
      `the container ${name}`,
      undefined,
    ]),
    ...volumes.map(({ name }): [string, unknown] => [`the volume ${name}`, undefined]),
  ];
}
