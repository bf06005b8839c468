import type { Repository } from '../../gitops/tree/repository';
import { listAt, textAt } from '../../text/mapping';
import { Refusal, type Notice } from '../../text/refusal';
import { connectionsIn, DEFAULT_VARIABLE, type ContainerConnection } from './container-connection';
import type { Variable } from './effective-environment';
import { isPooler } from './pooler';
import type { Origin } from './tree-content';
import { containerEnvironments, type ContainerEnvironment } from './workload-environment';

/** A container, and the variables by which it finds its database. */
export interface Use extends ContainerEnvironment {
  readonly connection: ContainerConnection;
}

/** The connection of one application: of all containers that have it from the same place. */
export interface FoundConnection {
  readonly uses: readonly [Use, ...Use[]];
}

/** Which application, if several could be meant. */
export interface UseNarrowing {
  /** `Deployment/api`, or its name alone. @default - each */
  readonly workloads?: readonly string[];
  /** @default - each */
  readonly container?: string;
  /** One of its variables. @default - each */
  readonly variable?: string;
}

/** Why the current value of a connection must stay; undefined if it may be replaced. */
export type Judge = (use: Use) => Notice | undefined;

/**
 * The connection that the application of a base reads, by what its containers get. Those that lead to another database
 * stay; of the others there must be one.
 * @throws Refusal if there are several, or if all must stay. Undefined if no container reads one.
 */
export function findConnection(
  repository: Repository,
  judge: Judge,
  narrowing: UseNarrowing = {},
): FoundConnection | undefined {
  const containers = containerEnvironments(repository).filter((one) => isMeant(one, narrowing));
  const all = containers.flatMap((one) => usesIn(one, narrowing));
  const isMeantItself = narrowing.workloads !== undefined || narrowing.container !== undefined;
  const applications = isMeantItself ? all : all.filter((use) => !isPooler(imageOf(use)));
  const [pooler] = all;
  if (applications.length === 0 && pooler !== undefined) throw poolerAlone(pooler);
  const groups = bySource(applications);
  const verdicts = groups.map((found) => ({
    found,
    problem: found.uses.map(judge).find((one) => one !== undefined),
  }));
  const open = clearest(verdicts.filter(({ problem }) => problem === undefined).map(({ found }) => found));
  const [only, ...others] = open;
  if (only !== undefined && others.length === 0) return only;
  if (only !== undefined) throw severalConnections(repository, open);
  const problems = verdicts.flatMap(({ problem }) => problem ?? []);
  if (problems.length > 0) throw new Refusal(problems);
  return narrowing.variable === undefined ? fromAbsent(repository, containers) : undefined;
}

function isMeant({ workload, container }: ContainerEnvironment, narrowing: UseNarrowing): boolean {
  const { kind, name } = workload.object;
  return (
    (narrowing.workloads?.some((one) => one === name || one === `${kind}/${name}`) ?? true) &&
    (narrowing.container === undefined || narrowing.container === container)
  );
}

function usesIn(one: ContainerEnvironment, { variable }: UseNarrowing): Use[] {
  return connectionsIn(one.environment)
    .map((connection) => ({ ...one, connection }))
    .filter(({ connection }) => {
      const names = [...connection.variables.values()].map(({ name }) => name);
      return variable === undefined || names.includes(variable);
    });
}

/** One group for the containers that have their connection from the same place. */
function bySource(uses: readonly Use[]): FoundConnection[] {
  const groups = new Map<string, [Use, ...Use[]]>();
  for (const use of uses) {
    const { variables } = use.connection;
    const main = mainVariable(use.connection);
    const parts = (['password', 'user', 'database'] as const).map((part) => variables.get(part));
    const source = [main, ...(variables.has('url') ? [] : parts)]
      .map((variable) => (variable === undefined ? '' : sourceOf(variable, use)))
      .join('\n');
    const known = groups.get(source);
    if (known === undefined) groups.set(source, [use]);
    else known.push(use);
  }
  return [...groups.values()].map((group) => ({ uses: group }));
}

/** The variable that says where the database is. */
function mainVariable({ engine, variables }: ContainerConnection): Variable<Origin> | undefined {
  return variables.get('url') ?? variables.get('host') ?? engine;
}

/** Containers of one image with one value in their own env are of one application. */
function sourceOf({ reference, value, name }: Variable<Origin>, { workload, container, list }: Use): string {
  const { namespace } = workload.object;
  if (reference !== undefined) {
    return ['key', reference.kind, reference.name, reference.key, namespace ?? ''].join(' ');
  }
  const image = imageOf({ workload, container, list }).replace(/[:@][^/]*$/, '');
  return ['value', image, name, value ?? '', namespace ?? ''].join(' ');
}

function imageOf({
  workload,
  container,
  list,
}: Pick<ContainerEnvironment, 'container' | 'list' | 'workload'>): string {
  const own = listAt(workload.podSpec, list).find((one) => textAt(one, 'name') === container);
  return textAt(own, 'image') ?? '';
}

/** The pooler would lead to the new database, and its own logins would still be the old ones. */
function poolerAlone(use: Use): Refusal {
  const names = [...use.connection.variables.values()].map(({ name }) => name).join(', ');
  const message = `${titleOf(use)} is a pooler or proxy with ${names}, and no other container has a connection that is known; give the application's by init --workload and --variable, or by workloads and variables of a BackendEnvironment in main.ts, and take the pooler away`;
  return Refusal.of('pooler-alone', use.workload.object.path, message);
}

/**
 * Those whose names are clearest. A value that only the cluster knows leads to a database already, so that a known one
 * comes first.
 */
function clearest(found: readonly FoundConnection[]): FoundConnection[] {
  const known = found.filter(({ uses: [use] }) => isKnown(mainVariable(use.connection)));
  const meant = known.length > 0 ? known : found;
  const clarityOf = ({ uses }: FoundConnection): number =>
    Math.max(...uses.map((one) => one.connection.clarity));
  const best = Math.max(...meant.map(clarityOf));
  return meant.filter((one) => clarityOf(one) === best);
}

/** A key that an object of the repository does not have yet has no value. */
function isKnown(variable: Variable<Origin> | undefined): boolean {
  if (variable?.value !== undefined) return true;
  const { reference } = variable ?? {};
  return reference !== undefined && reference.isThere && reference.held === undefined;
}

function severalConnections(repository: Repository, found: readonly FoundConnection[]): Refusal {
  const list = found.map(({ uses: [use] }) => {
    const names = [...use.connection.variables.values()].map(({ name }) => name).join(', ');
    return `${names} of ${titleOf(use)} (${use.workload.object.path})`;
  });
  return Refusal.of(
    'several-connections',
    repository.base,
    `${list.join('; ')}: each could be the connection of the application; choose one by cdk8s-database init --workload or --variable, or by workloads and variables of a BackendEnvironment in main.ts`,
  );
}

/** `Deployment api`. */
export function titleOf({ workload }: ContainerEnvironment): string {
  return `${workload.object.kind} ${workload.object.name}`;
}

/**
 * Without any sign of a connection: the container that reads a Secret which is not in the repository, where a URL may be
 * under its usual name. Undefined if there is none, or if several Secrets are missing.
 */
function fromAbsent(
  repository: Repository,
  containers: readonly ContainerEnvironment[],
): FoundConnection | undefined {
  const uses = containers.flatMap((one): Use[] => {
    const [absent, ...others] = one.environment.absent.filter(
      ({ kind, isOptional }) => kind === 'Secret' && !isOptional,
    );
    if (absent === undefined || others.length > 0 || one.list === 'initContainers') return [];
    const variable = {
      name: `${absent.prefix}${DEFAULT_VARIABLE}`,
      value: undefined,
      by: 'envFrom',
      reference: {
        kind: absent.kind,
        name: absent.name,
        key: DEFAULT_VARIABLE,
        held: undefined,
        isThere: false,
      },
      composedOf: [],
    } as const;
    const variables = new Map([['url', variable]] as const);
    return [{ ...one, connection: { variables, engine: undefined, family: '', clarity: 1 } }];
  });
  const groups = bySource(uses);
  if (groups.length > 1) throw severalConnections(repository, groups);
  return groups[0];
}

/** Where the value of a connection is, and so how it is changed. */
export type Place =
  | {
      readonly form: 'secret';
      /** The manifest, or the kustomization that generates it. Undefined for a key that is not there yet. */
      readonly path: string | undefined;
      readonly name: string;
      readonly key: string;
      readonly namespace: string | undefined;
    }
  | { readonly form: 'workload'; readonly outside: Outside | undefined };

/** What has the value instead of a file of the repository. */
export interface Outside {
  readonly secret: string;
  readonly key: string;
  /** `ExternalSecret chat in k8s/base/external-secret.yaml`. @default - nothing in the repository */
  readonly by: string | undefined;
}

/** A URL in a Secret of the repository is edited there; everything else is set in the containers' own env. */
export function placeOf({ uses }: FoundConnection): Place {
  const [{ connection }] = uses;
  const { variables, engine } = connection;
  const reference = variables.get('url')?.reference;
  const isUrlAlone = variables.size === 1 && engine === undefined;
  if (isUrlAlone && reference?.kind === 'Secret' && reference.isThere) {
    const { name, key, held } = reference;
    const found = { form: 'secret', name, key, namespace: undefined } as const;
    switch (held?.origin.form) {
      case undefined:
        return { ...found, path: undefined };
      case 'manifest':
        return { ...found, path: held.origin.path, namespace: held.origin.namespace };
      case 'generator':
        return { ...found, path: held.origin.path };
      default:
    }
  }
  const outside = [...variables.values()].flatMap((one) => outsideOf(one) ?? []);
  return { form: 'workload', outside: outside[0] };
}

function outsideOf({ reference }: Variable<Origin>): Outside | undefined {
  if (reference?.kind !== 'Secret') return undefined;
  const { name: secret, key, held, isThere } = reference;
  if (isThere && held === undefined) return undefined;
  switch (held?.origin.form) {
    case 'controller':
      return { secret, key, by: `${held.origin.object} in ${held.origin.path}` };
    case 'encrypted':
      return { secret, key, by: `${held.origin.path}, which SOPS has encrypted` };
    case undefined:
      return { secret, key, by: undefined };
    default:
      return undefined;
  }
}
