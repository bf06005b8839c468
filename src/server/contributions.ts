import type { IConstruct } from 'constructs';
import { alertProblems } from './alert';
import { isCapability, type Contribution } from './capability';
import type { SettingValue } from './given-setting';
import { ROLE_PREFIX } from './server-role';

/** What all capabilities together add to one server. */
export type Contributions = Required<Omit<Contribution, 'compose' | 'lastMigration'>> & {
  readonly compose: readonly NonNullable<Contribution['compose']>[];
  readonly lastMigration: string | undefined;
};

/** What the capabilities below DATABASE add to its server. */
export function contributionsTo(database: IConstruct): Contributions {
  return joined(database.node.children.filter(isCapability).map((one) => one.contribute()));
}

/** PostgreSQL ignores the case of their names. */
function lowerCased(all: readonly NonNullable<Contribution['settings']>[]): Record<string, SettingValue> {
  const entries = all.flatMap((one) => Object.entries(one));
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), value]));
}

export function joined(all: readonly (Contribution | Contributions)[]): Contributions {
  const each = <K extends keyof Contribution>(key: K): NonNullable<Contribution[K]>[] =>
    all.map((one) => one[key]).filter((part) => part !== undefined) as NonNullable<Contribution[K]>[];
  return {
    alerts: each('alerts').flat(),
    clients: each('clients').flat(),
    clusterSettings: lowerCased(each('clusterSettings')),
    compose: each('compose').flat(),
    egress: each('egress').flat(),
    files: Object.assign({}, ...each('files')) as Record<string, string>,
    ingress: each('ingress').flat(),
    initContainers: each('initContainers').flat(),
    lastMigration: each('lastMigration').at(-1),
    podAnnotations: Object.assign({}, ...each('podAnnotations')) as Record<string, string>,
    preload: [...new Set(each('preload').flat())],
    roles: [...new Map(each('roles').flatMap((some) => some.map((role) => [role.name, role]))).values()],
    settings: lowerCased(each('settings')),
    sidecars: each('sidecars').flat(),
    volumeMounts: each('volumeMounts').flat(),
    volumes: each('volumes').flat(),
  };
}

const THE_SERVER = 'the server itself';

/** What capabilities below DATABASE add twice, or although its SERVER has it: one text for each, with their names. */
export function capabilityConflicts(database: IConstruct, server: Contribution): string[] {
  const seen = new Map(namedParts(server).map(([what, value]) => [what, { id: THE_SERVER, value }]));
  return database.node.children.filter(isCapability).flatMap((capability) => {
    const { id } = capability.node;
    return namedParts(capability.contribute()).flatMap(([what, value]) => {
      const other = seen.get(what);
      seen.set(what, other ?? { id, value });
      if (other === undefined || (value !== undefined && other.value === value)) return [];
      if (other.id === THE_SERVER) return [`the capability ${id} adds ${what}, which the server has already`];
      return other.id === id
        ? [`the capability ${id} adds ${what} twice`]
        : [
            `the capabilities ${other.id} and ${id} both add ${what}; remove one of them, or change what it adds`,
          ];
    });
  });
}

/** What is not valid in the contributions of capabilities below DATABASE: one text each. */
export function capabilityProblems(database: IConstruct): string[] {
  return database.node.children.filter(isCapability).flatMap((capability) => {
    const contribution = capability.contribute();
    const { alerts = [], egress = [], ingress = [], preload = [], roles = [] } = contribution;
    const { initContainers = [], sidecars = [] } = contribution;
    const { id } = capability.node;
    return [
      ...[...ingress, ...egress]
        // Kubernetes takes an empty list for everybody.
        .filter(({ peers }) => peers.length === 0)
        .map(({ port }) => `the capability ${id} names no peers for port ${port}; name at least one`),
      ...preload
        .filter((name) => !/^[\w.$-]+$/.test(name))
        .map(
          (name) => `the capability ${id} preloads ${JSON.stringify(name)}; allowed: the name of a library`,
        ),
      ...[...initContainers, ...sidecars]
        .filter(({ runAsUser = 1 }) => !(Number.isInteger(runAsUser) && runAsUser > 0))
        .map(
          ({ name, runAsUser }) =>
            `the capability ${id} runs the container ${name} as the user ${String(runAsUser)}; allowed: a number from 1, since Pod Security refuses root`,
        ),
      ...alerts.flatMap((alert) => alertProblems(alert).map((what) => `the capability ${id} ${what}`)),
      ...roles
        .filter(({ name }) => !new RegExp(`^${ROLE_PREFIX}[a-z0-9_]{1,40}$`).test(name))
        .map(
          ({ name }) =>
            `the capability ${id} adds the role ${JSON.stringify(name)}; allowed: ${ROLE_PREFIX} and at most 40 of a to z, 0 to 9 and "_"`,
        ),
    ];
  });
}

/** A setting or a role may be given twice if both are equal; nothing else may be given twice. */
function namedParts(contribution: Contribution): [string, unknown][] {
  const {
    alerts = [],
    clusterSettings = {},
    files = {},
    initContainers = [],
    roles = [],
    settings = {},
    sidecars = [],
  } = contribution;
  const { podAnnotations = {}, volumeMounts = [], volumes = [] } = contribution;
  return [
    ...Object.entries({ ...settings, ...clusterSettings }).map(([name, value]): [string, unknown] => [
      `the setting ${name.toLowerCase()}`,
      value,
    ]),
    ...Object.keys(files).map((name): [string, unknown] => [`the file ${name}`, undefined]),
    ...Object.keys(podAnnotations).map((name): [string, unknown] => [`the annotation ${name}`, undefined]),
    ...[...initContainers, ...sidecars].map(({ name }): [string, unknown] => [
      `the container ${name}`,
      undefined,
    ]),
    ...alerts.map(({ name }): [string, unknown] => [`the alert ${name}`, undefined]),
    ...roles.map((one): [string, unknown] => [`the role ${one.name}`, JSON.stringify(one)]),
    ...volumes.map(({ name }): [string, unknown] => [`the volume ${name}`, undefined]),
    ...volumeMounts.map(({ mountPath }): [string, unknown] => [`the mount ${mountPath}`, undefined]),
  ];
}
