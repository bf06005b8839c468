import { loadAll } from 'js-yaml';
import { listAt, mappingAt, textAt, type Mapping } from '../gitops/cluster-object';
import type { Synthesis } from '../gitops/synthesis';
import { DUMP_CONTAINER, type OldServer } from './database-upgrade';
import { isPostgresMajor, PostgresVersion, type PostgresMajor } from './postgres-version';

/** What the YAML runs by now. */
export interface CommittedServer extends OldServer {
  /** The upgrade that is under way. */
  readonly upgradesFrom: OldServer | undefined;
}

/** Where the StatefulSet says which major version it runs. */
export const VERSION_LABEL = 'app.kubernetes.io/version';

/** Where the objects of a database stand that was synthesized before. */
export type Standing = Pick<Synthesis, 'standing'>;

/** The objects in a file of a database's folder; none where there is no such file, or it is no YAML. */
export function committedObjects(at: Standing, folder: string, file: string): unknown[] {
  try {
    return loadAll(at.standing(folder, file) ?? '');
  } catch {
    return [];
  }
}

/** Does the folder hold just that version, with no upgrade under way? Seen without reading YAML, as in most runs. */
export function isSettled(at: Standing, folder: string, major: PostgresMajor): boolean {
  const text = at.standing(folder, 'statefulset.yaml') ?? '';
  return text.includes(`${VERSION_LABEL}: "${major}"`) && !text.includes(DUMP_CONTAINER);
}

/** The server in a database's folder; undefined where there is none yet. */
export function committedServer(at: Standing, folder: string): CommittedServer | undefined {
  const [manifest] = committedObjects(at, folder, 'statefulset.yaml');
  const pod = mappingAt(manifest, 'spec', 'template', 'spec');
  const major = Number(textAt(mappingAt(manifest, 'metadata', 'labels'), VERSION_LABEL));
  const image = textAt(listAt(pod, 'containers')[0], 'image');
  if (!isPostgresMajor(major) || image === undefined) return serverOfClaim(at, folder);
  const dump = listAt(pod, 'initContainers').find(
    (container) => textAt(container, 'name') === DUMP_CONTAINER,
  );
  return { image, major, upgradesFrom: upgradedServer(dump) };
}

/** Where the StatefulSet is lost, its volume still says whose data it holds. */
function serverOfClaim(at: Standing, folder: string): CommittedServer | undefined {
  const [first] = claimsIn(at, folder);
  const major = Number(/-data-(\d+)$/.exec(nameOf(first))?.[1]);
  if (!isPostgresMajor(major)) return undefined;
  return {
    image: PostgresVersion.of(major).image,
    major,
    upgradesFrom: undefined,
  };
}

function upgradedServer(container: unknown): OldServer | undefined {
  const variable = listAt(container, 'env').find((one) => textAt(one, 'name') === 'OLD_MAJOR');
  const major = Number(textAt(variable, 'value'));
  const image = textAt(container, 'image');
  return isPostgresMajor(major) && image !== undefined ? { image, major } : undefined;
}

/** The application role's password as it stands in the YAML. Seen without a parser, as each run asks for it. */
export function committedPassword(at: Standing, folder: string): string | undefined {
  const [, value] = /^  password: ([A-Za-z0-9+/=]+)$/m.exec(at.standing(folder, 'secret.yaml') ?? '') ?? [];
  return value === undefined ? undefined : Buffer.from(value, 'base64').toString('utf8');
}

/** The claim of a database as it stands, which must not change: most of it cannot. */
export function committedClaim(at: Standing, folder: string, name: string): Mapping | undefined {
  return claimsIn(at, folder).find((claim) => nameOf(claim) === name);
}

function claimsIn(at: Standing, folder: string): Mapping[] {
  return committedObjects(at, folder, 'pvc.yaml').filter((one): one is Mapping => mappingAt(one) === one);
}

function nameOf(object: unknown): string {
  return textAt(mappingAt(object, 'metadata'), 'name') ?? '';
}
