import type { Repository } from '../../gitops/tree/repository';
import { Refusal } from '../../text/refusal';
import type { DatabaseConnection } from '../connection/database-connection';
import type { ConnectionPart } from '../connection/expected-connection';
import { nameInFamily } from './connection-names';
import type { ContainerConnection } from './container-connection';
import { engineVariable } from './engine-variable';
import type { Variable } from './effective-environment';
import { findConnection, type Use } from './find-connection';
import { judgeFor } from './judge-use';
import type { Origin } from './tree-content';
import type { VariableValue } from './variable-value';
import { containerEnvironments, type ContainerEnvironment } from './workload-environment';

/** What a container's variable gets. */
export interface PlannedVariable {
  readonly name: string;
  readonly part: VariableValue;
  /** What it has now. */
  readonly current: Variable<Origin> | undefined;
}

export interface PlannedUse extends ContainerEnvironment {
  readonly variables: readonly PlannedVariable[];
}

/** The props of a BackendEnvironment that say which variables get what. */
export interface WantedVariables {
  readonly value: DatabaseConnection;
  readonly workloads?: readonly string[];
  readonly container?: string;
  readonly variables?: Readonly<Record<string, VariableValue>>;
  readonly replaceDatabase?: boolean;
}

/**
 * The containers with the variables that they get: the given ones, or else the connection that they read.
 * @throws Refusal if there is none, if several could be meant, or if the variables lead to another database
 */
export function plannedUses(
  repository: Repository,
  { value, workloads, container, variables, replaceDatabase = false }: WantedVariables,
): readonly [PlannedUse, ...PlannedUse[]] {
  const judge = replaceDatabase ? (): undefined => undefined : judgeFor(value, repository);
  const narrowing = { ...(workloads && { workloads }), ...(container !== undefined && { container }) };
  if (variables === undefined) {
    const found = findConnection(repository, judge, narrowing);
    if (found === undefined) throw noConnection(repository, workloads);
    const [first, ...others] = found.uses;
    return [plannedOf(first), ...others.map(plannedOf)];
  }
  const uses = containersFor(repository, narrowing, Object.keys(variables)).map((one) =>
    withGiven(one, variables),
  );
  const problems = uses.flatMap((use) => judge(use) ?? []);
  if (problems.length > 0) throw new Refusal(problems);
  const [first, ...others] = uses;
  if (first === undefined) throw noConnection(repository, workloads);
  return [first, ...others];
}

/** The variables of a found connection, and those of its set that it does not have yet. */
export function plannedOf({ connection, ...one }: Use): PlannedUse {
  const { engine, variables } = connection;
  const parts = [...variables].map(([part, current]) => ({ name: current.name, part, current }));
  const kind = engine === undefined ? undefined : engineVariable(engine);
  return {
    ...one,
    variables: [...parts, ...missingParts(connection), ...(kind ? [{ ...kind, current: engine }] : [])],
  };
}

/** A set without a user would have the library's own default. */
function missingParts({ engine, family, variables }: ContainerConnection): PlannedVariable[] {
  if (variables.has('url')) return [];
  return (['host', 'user', 'password', 'database'] as const)
    .filter((part) => !variables.has(part))
    .map((part) => ({
      name: nameInFamily(family, part, /CONNECTION$/i.test(engine?.name ?? '')),
      part,
      current: undefined,
    }));
}

interface Narrowing {
  readonly workloads?: readonly string[];
  readonly container?: string;
}

/** The containers that read one of the variables; without any, the one that is meant. */
function containersFor(
  repository: Repository,
  { workloads, container }: Narrowing,
  names: readonly string[],
): readonly ContainerEnvironment[] {
  const meant = containerEnvironments(repository).filter(
    (one) =>
      (workloads?.some((name) => isNamed(one, name)) ?? true) &&
      (container === undefined || one.container === container),
  );
  const unknown = (workloads ?? []).filter((name) => !meant.some((one) => isNamed(one, name)));
  if (unknown.length > 0) {
    const all = containerEnvironments(repository).map(
      ({ workload: { object } }) => `${object.kind}/${object.name}`,
    );
    const message = `has no workload ${unknown.join(', ')}${container === undefined ? '' : ` with a container ${container}`}; give one of: ${[...new Set(all)].join(', ') || 'none'}`;
    throw Refusal.of('no-workload', repository.tree.path, message);
  }
  const readers = meant.filter(({ environment }) => names.some((name) => environment.variables.has(name)));
  if (readers.length > 0) return readers;
  const main = meant.filter(({ list }) => list === 'containers');
  const perWorkload = new Map(main.map((one) => [one.workload, one]));
  if (workloads !== undefined && perWorkload.size === main.length) return main;
  const message = `no container has ${names.join(', ')}, and it is not clear which one gets them; give workloads and container: ${main.map(({ workload, container: name }) => `${workload.object.kind}/${workload.object.name} ${name}`).join(', ')}`;
  throw Refusal.of('several-containers', repository.tree.path, message);
}

function isNamed({ workload: { object } }: ContainerEnvironment, name: string): boolean {
  return name === object.name || name === `${object.kind}/${object.name}`;
}

function withGiven(
  one: ContainerEnvironment,
  given: Readonly<Record<string, VariableValue>>,
): PlannedUse & Use {
  const variables = Object.entries(given).map(([name, part]) => ({
    name,
    part,
    current: one.environment.variables.get(name),
  }));
  const current = variables.flatMap(({ part, current: now }): [ConnectionPart, Variable<Origin>][] =>
    typeof part === 'string' && now !== undefined ? [[part, now]] : [],
  );
  const connection = { variables: new Map(current), engine: undefined, family: '', clarity: 3 } as const;
  return { ...one, connection, variables };
}

/** VARIABLE: the one that was asked for. */
export function noConnection(
  repository: Repository,
  workloads: readonly string[] | undefined,
  variable?: string,
): Refusal {
  const of = workloads === undefined ? 'workload' : `container of ${workloads.join(', ')}`;
  if (variable !== undefined) {
    const message = `no ${of} has a connection with the variable ${variable}; give one that a container has and that could lead to a database, such as DATABASE_URL or DB_HOST`;
    return Refusal.of('no-connection', repository.tree.path, message);
  }
  return Refusal.of(
    'no-connection',
    repository.tree.path,
    `no ${of} has a variable that could be its connection (DATABASE_URL, DB_HOST and the like); give workloads and variables for the BackendEnvironment in main.ts`,
  );
}
