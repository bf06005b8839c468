import { fromBase64 } from '../../text/base64';
import { committedClaims } from '../../gitops/synth/claim-change';
import { listAt, mappingAt, textAt } from '../../text/mapping';
import { committedObjects, type CommittedFiles } from '../../gitops/synth/committed-objects';
import { claimName } from './database-volume-claim';
import { DUMP_CONTAINER, type OldServer } from './upgrade/database-upgrade';
import { isPostgresMajor, PostgresVersion, type PostgresMajor } from '../../server/postgres-version';

/** The server in the committed YAML. */
export interface CommittedServer extends OldServer {
  /** The old server of an upgrade that is not finished. */
  readonly upgradesFrom: OldServer | undefined;
}

/** The StatefulSet's label with its major version. */
export const VERSION_LABEL = 'app.kubernetes.io/version';

/** True if the folder has this version and no upgrade. Does not parse the YAML, since most runs end here. */
export function isSettled(at: CommittedFiles, folder: string, major: PostgresMajor): boolean {
  const text = at.committedText(folder, 'statefulset.yaml') ?? '';
  return text.includes(`${VERSION_LABEL}: "${major}"`) && !text.includes(DUMP_CONTAINER);
}

/** The server in a database's folder; undefined if there is none yet. */
export function committedServer(at: CommittedFiles, folder: string): CommittedServer | undefined {
  const [manifest] = committedObjects(at, folder, 'statefulset.yaml');
  const pod = mappingAt(manifest, 'spec', 'template', 'spec');
  const major = Number(textAt(mappingAt(manifest, 'metadata', 'labels'), VERSION_LABEL));
  const image = textAt(listAt(pod, 'containers')[0], 'image');
  if (!isPostgresMajor(major) || image === undefined) return serverOfClaim(at, folder);
  const dump = listAt(pod, 'initContainers').find(
    (container) => textAt(container, 'name') === DUMP_CONTAINER,
  );
  const claimOf = (volume: string, version: PostgresMajor): string => {
    const found = listAt(pod, 'volumes').find((one) => textAt(one, 'name') === volume);
    return textAt(mappingAt(found, 'persistentVolumeClaim'), 'claimName') ?? claimName(folder, version);
  };
  const old = upgradedServer(dump);
  return {
    claim: claimOf('data', major),
    image,
    major,
    upgradesFrom: old && { ...old, claim: claimOf('old-data', old.major) },
  };
}

/** If the StatefulSet is missing, the PVC's name still tells the major version of its data. */
function serverOfClaim(at: CommittedFiles, folder: string): CommittedServer | undefined {
  const [first] = committedClaims(at, folder);
  const claim = nameOf(first);
  const major = Number(/-data-(\d+)(?:-from-.+)?$/.exec(claim)?.[1]);
  if (!isPostgresMajor(major)) return undefined;
  return {
    claim,
    image: PostgresVersion.of(major).image,
    major,
    upgradesFrom: undefined,
  };
}

function upgradedServer(container: unknown): Omit<OldServer, 'claim'> | undefined {
  const variable = listAt(container, 'env').find((one) => textAt(one, 'name') === 'OLD_MAJOR');
  const major = Number(textAt(variable, 'value'));
  const image = textAt(container, 'image');
  return isPostgresMajor(major) && image !== undefined ? { image, major } : undefined;
}

/** The application role's password in the committed YAML. Does not parse the YAML, since every run needs it. */
export function committedPassword(at: CommittedFiles, folder: string): string | undefined {
  const [, value] =
    /^  password: ([A-Za-z0-9+/=]+)$/m.exec(at.committedText(folder, 'secret.yaml') ?? '') ?? [];
  return value === undefined ? undefined : fromBase64(value);
}

function nameOf(object: unknown): string {
  return textAt(mappingAt(object, 'metadata'), 'name') ?? '';
}
