import { posix } from 'node:path';
import { missingEntries } from '../../gitops/tree/missing-entries';
import type { Repository } from '../../gitops/tree/repository';
import { Refusal } from '../../text/refusal';
import {
  findConnection,
  placeOf,
  titleOf,
  type FoundConnection,
  type Judge,
  type Outside,
} from '../environment/find-connection';
import { besideConnection } from '../environment/beside-connection';
import { nameInFamily } from '../environment/connection-names';
import { controllersOf } from '../environment/tree-content';
import { noConnection, plannedOf, type PlannedUse } from '../environment/planned-uses';
import { refuseNamedElsewhere } from './named-elsewhere';
import { locateSecret, noSecret, type SecretLocation, type SecretSearch } from './secret-location';

/** Which connection, if a repository has several. */
export interface ConnectionNarrowing extends SecretSearch {
  /** `Deployment/api`, or its name alone. @default - each */
  readonly workload?: string;
  /** The variable with the URL, or one of a set. @default - found */
  readonly variable?: string;
}

/** Where the application's connection is changed. */
export type ChosenConnection =
  | { readonly form: 'secret'; readonly location: SecretLocation }
  | {
      readonly form: 'environment';
      readonly uses: readonly [PlannedUse, ...PlannedUse[]];
      /** What has the URL now, if no file of the repository has it. */
      readonly outside: Outside | undefined;
    };

/**
 * Chooses where the application's connection is changed: in the Secret that a container reads, or else in the containers'
 * own variables. `init` and a synth both decide by this.
 * @throws Refusal if several could be meant, or if all lead to another database
 */
export function chooseConnection(
  repository: Repository,
  judge: Judge,
  { workload, variable, ...search }: ConnectionNarrowing = {},
): ChosenConnection {
  if (Object.keys(search).length > 0) {
    return { form: 'secret', location: locateSecret(repository, search) };
  }
  const found = findConnection(repository, judge, {
    ...(workload !== undefined && { workloads: [workload] }),
    ...(variable !== undefined && { variable }),
  });
  const isNarrowed = workload !== undefined || variable !== undefined;
  if (found === undefined && isNarrowed) {
    throw noConnection(repository, workload === undefined ? undefined : [workload], variable);
  }
  if (found === undefined) {
    const location = locateSecret(repository, {});
    refuseNamedElsewhere(repository, location);
    return { form: 'secret', location };
  }
  const place = placeOf(found);
  const isUrl = found.uses[0].connection.variables.has('url');
  const hasMore = found.uses.some((use) => besideConnection(plannedOf(use)).set.length > 0);
  if (place.form === 'workload' || hasMore) {
    const outside =
      (place.form === 'workload' ? place.outside : undefined) ?? passwordOutside(repository, found);
    if (isMissing(repository, outside)) throw noSecret(repository, {});
    const added = isUrl && outside?.by === undefined && outside && secretOfOthers(repository, found);
    if (added) return { form: 'secret', location: added };
    const [first, ...others] = found.uses;
    const uses = [plannedOf(first), ...others.map(plannedOf)] as const;
    return { form: 'environment', uses, outside };
  }
  const { key, name, namespace, path } = place;
  const location = locateSecret(repository, {
    ...(path !== undefined && { file: posix.relative(repository.base, path) }),
    key,
    name,
    ...(namespace !== undefined && { namespace }),
  });
  return { form: 'secret', location };
}

/**
 * The password of separate variables may be in a Secret that the container reads whole, and that is not in the repository:
 * an ExternalSecret with dataFrom names no keys.
 */
function passwordOutside(
  repository: Repository,
  { uses: [{ connection, environment }] }: FoundConnection,
): Outside | undefined {
  const { engine, family, variables } = connection;
  const absent = environment.absent.find(({ kind }) => kind === 'Secret');
  if (absent === undefined || variables.has('url') || variables.has('password')) return undefined;
  const [by] = controllersOf(repository.objects, absent.name);
  const key = nameInFamily(family, 'password', /CONNECTION$/i.test(engine?.name ?? ''));
  return {
    secret: absent.name,
    key: key.slice(key.startsWith(absent.prefix) ? absent.prefix.length : 0),
    by: by && `${by.kind} ${by.name} in ${by.path}`,
  };
}

/** True if a file of the repository has the Secret, and is not there. */
function isMissing(repository: Repository, outside: Outside | undefined): boolean {
  return outside !== undefined && outside.by === undefined && missingEntries(repository).length > 0;
}

/**
 * If all that FOUND has is a Secret outside of the repository: the Secret in it that another workload reads whole, and that
 * gains the key.
 */
function secretOfOthers(repository: Repository, { uses }: FoundConnection): SecretLocation | undefined {
  try {
    const location = locateSecret(repository, {});
    const isOthers = !location.readers.some((reader) => uses.some(({ workload }) => workload === reader));
    return isOthers && location.readers.length > 0 ? location : undefined;
  } catch (error) {
    if (error instanceof Refusal && error.problems.every(({ code }) => code === 'no-secret'))
      return undefined;
    throw error;
  }
}

/** For a program that has only a password of its own to write. @throws Refusal, which says where the URL comes from */
export function refuseOutside(
  repository: Repository,
  { uses: [use] }: { readonly uses: readonly [PlannedUse, ...PlannedUse[]] },
  { by, key, secret }: Outside,
): never {
  const way = `run "cdk8s-database init": it writes a main.ts whose password is a Secret of the cluster, and says what has to be in it`;
  if (by === undefined) {
    const problems = noSecret(repository, { key }).problems.map((one) => ({
      ...one,
      message: `${one.message}. If Secret ${secret} is in the cluster and no file should have it, ${way}`,
    }));
    throw new Refusal(problems);
  }
  throw Refusal.of(
    'secret-made-elsewhere',
    use.workload.object.path,
    `${titleOf(use)} reads ${key} of Secret ${secret}, which is made from ${by}, so no password belongs into the repository; ${way}`,
  );
}
