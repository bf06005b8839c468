import { base64, fromBase64 } from '../../text/base64';
import { committedClaims } from '../../gitops/synth/claim-change';
import { listAt, mappingAt, textAt } from '../../text/mapping';
import { standingObjects, type Standing } from '../../gitops/synth/standing-objects';
import { DUMP_CONTAINER, type OldServer } from './upgrade/database-upgrade';
import { isPostgresMajor, PostgresVersion, type PostgresMajor } from '../../server/postgres-version';

/** What the YAML runs by now. */
export interface CommittedServer extends OldServer {
  /** The upgrade that is under way. */
  readonly upgradesFrom: OldServer | undefined;
}

/** Where the StatefulSet says which major version it runs. */
export const VERSION_LABEL = 'app.kubernetes.io/version';

/** Does the folder hold just that version, with no upgrade under way? Seen without reading YAML, as in most runs. */
export function isSettled(at: Standing, folder: string, major: PostgresMajor): boolean {
  const text = at.standing(folder, 'statefulset.yaml') ?? '';
  return text.includes(`${VERSION_LABEL}: "${major}"`) && !text.includes(DUMP_CONTAINER);
}

/** The server in a database's folder; undefined where there is none yet. */
export function committedServer(at: Standing, folder: string): CommittedServer | undefined {
  const [manifest] = standingObjects(at, folder, 'statefulset.yaml');
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
  const [first] = committedClaims(at, folder);
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
  return value === undefined ? undefined : fromBase64(value);
}

/** Has the server made just these names? Seen without reading YAML, as in most runs. */
export function hasLogin(at: Standing, folder: string, { database, user }: ServerLogin): boolean {
  const server = at.standing(folder, 'statefulset.yaml') ?? '';
  const secret = at.standing(folder, 'secret.yaml') ?? '';
  return (
    server.split('- name: PGDATABASE\n').length === 2 &&
    server.includes(`- name: PGDATABASE\n              value: ${database}\n`) &&
    secret.includes(`\n  username: ${base64(user)}\n`) &&
    ![server, secret].some((text) => text.includes('\n---\n'))
  );
}

export interface ServerLogin {
  readonly database: string;
  readonly user: string;
}

/** The names that the server has made, as far as the YAML says them. */
export function committedLogin(at: Standing, folder: string): Partial<ServerLogin> {
  const [manifest] = standingObjects(at, folder, 'statefulset.yaml');
  const [server] = listAt(mappingAt(manifest, 'spec', 'template', 'spec'), 'containers');
  const variable = listAt(server, 'env').find((one) => textAt(one, 'name') === 'PGDATABASE');
  const database = textAt(variable, 'value');
  const [secret] = standingObjects(at, folder, 'secret.yaml');
  const username = textAt(mappingAt(secret, 'data'), 'username');
  return {
    ...(database !== undefined && { database }),
    ...(username !== undefined && { user: fromBase64(username) }),
  };
}

function nameOf(object: unknown): string {
  return textAt(mappingAt(object, 'metadata'), 'name') ?? '';
}
