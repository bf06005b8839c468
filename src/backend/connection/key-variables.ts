import type { Repository } from '../../gitops/tree/repository';
import { containersOf } from '../../gitops/tree/workload';
import { listAt, mappingAt, textAt } from '../../text/mapping';
import type { ChangedContainer } from '../environment/beside-connection';
import { containerEnvironments, type ContainerEnvironment } from '../environment/workload-environment';
import type { ExpectedConnection } from './expected-connection';
import type { SecretLocation } from './secret-location';

interface KeyUse {
  /** The database's. */
  readonly folder: string;
  readonly isReplaced: boolean;
  readonly repository: Repository;
}

/** The connections that containers get by the Secret's key, under whatever names. */
export function connectionsBy(
  location: SecretLocation,
  { folder, isReplaced, repository }: KeyUse,
): ExpectedConnection[] {
  return containersBy(location, repository).flatMap(({ variables, ...one }) =>
    variables.map(({ name: url }) => {
      const { kind, name, namespace, path } = one.workload.object;
      const workload = { kind, name, namespace, path };
      return { folder, workload, container: one.container, variables: { url }, isReplaced };
    }),
  );
}

/** The containers that get the key, each with the variables that hold it. */
export function containersBy(location: SecretLocation, repository: Repository): ChangedContainer[] {
  return containerEnvironments(repository)
    .filter(({ workload }) => location.readers.includes(workload))
    .map((one) => ({
      ...one,
      variables: variablesBy(location, one).map((name) => ({ name, part: 'url' as const })),
    }))
    .filter(({ variables }) => variables.length > 0);
}

function variablesBy({ key, secret }: SecretLocation, one: ContainerEnvironment): string[] {
  const { variables } = one.environment;
  const held = [...variables.values()]
    .filter(({ reference }) => reference?.kind === 'Secret' && reference.name === secret.name)
    .filter(({ reference }) => reference?.key === key)
    .map(({ name }) => name);
  // The key may be new, and another source may override it.
  const whole = containersOf(one.workload)
    .filter((container) => textAt(container, 'name') === one.container)
    .flatMap((container) => listAt(container, 'envFrom'))
    .filter((from) => textAt(mappingAt(from, 'secretRef'), 'name') === secret.name)
    .map((from) => `${textAt(from, 'prefix') ?? ''}${key}`)
    .filter((name) => !(variables.get(name)?.composedOf ?? []).some((other) => held.includes(other)));
  return [...new Set([...held, ...whole])];
}
