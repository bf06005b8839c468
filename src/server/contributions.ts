import type { IConstruct } from 'constructs';
import { isNetworkPeer } from '../kubernetes/network-peers';
import { refuseUnknownProps } from '../text/known-props';
import { alertProblems } from './alert';
import { isCapability, type Capability, type Contribution } from './capability';
import type { SettingValue } from './given-setting';
import type { PostgresMajor } from './postgres-version';
import { roleProblems } from './server-role';

/** What all capabilities together add to one server. */
export type Contributions = Required<Omit<Contribution, 'compose' | 'lastMigration'>> & {
  readonly compose: readonly NonNullable<Contribution['compose']>[];
  readonly lastMigration: string | undefined;
};

/** What the capabilities below DATABASE add to its server. */
export function contributionsTo(database: IConstruct): Contributions {
  return joined(database.node.children.filter(isCapability).map(contributionOf));
}

/** Also of a program that nobody type-checks. @throws Refusal for what a contribution cannot have */
function contributionOf(capability: Capability): Contribution {
  const contribution: unknown = capability.contribute();
  refuseUnknownProps('Contribution', capability.node.path, contribution ?? null);
  return contribution as Contribution;
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
    return namedParts(contributionOf(capability)).flatMap(([what, value]) => {
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

/** What is not valid in the contributions of capabilities below DATABASE, a server of that MAJOR version: one text each. */
export function capabilityProblems(database: IConstruct, major: PostgresMajor): string[] {
  return database.node.children.filter(isCapability).flatMap((capability) => {
    const contribution = contributionOf(capability);
    const { alerts = [], clients = [], egress = [], ingress = [], preload = [], roles = [] } = contribution;
    const { initContainers = [], settings = {}, sidecars = [] } = contribution;
    const { id } = capability.node;
    return [
      ...[...ingress, ...egress]
        // Kubernetes takes an empty list for everybody.
        .filter(({ peers }) => peers.length === 0)
        .map(({ port }) => `the capability ${id} names no peers for port ${port}; name at least one`),
      ...[...ingress, ...egress]
        .filter(({ port }) => !(Number.isInteger(port) && port >= 1 && port <= 65_535))
        .map(({ port }) => `the capability ${id} opens the port ${port}; allowed: 1 to 65535`),
      ...[...clients, ...[...ingress, ...egress].flatMap(({ peers }) => peers)]
        .filter((peer) => !isNetworkPeer(peer))
        .map(
          (peer) =>
            `the capability ${id} names the pods ${JSON.stringify(peer)}; allowed: labels and a namespace as Kubernetes takes them, or * for every namespace`,
        ),
      ...Object.keys(settings)
        .filter((name) => name.toLowerCase() === 'shared_preload_libraries')
        // Its line would hide the libraries of all others.
        .map((name) => `the capability ${id} adds the setting ${name}; give the libraries as preload`),
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
      ...roles.flatMap((role) => roleProblems(role, major).map((what) => `the capability ${id} ${what}`)),
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
