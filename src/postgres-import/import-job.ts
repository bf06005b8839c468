import type { Size } from 'cdk8s';
import { jobSpec } from '../kubernetes/jobs';
import type { Container, JobSpec } from '../kubernetes/plain-types';
import { hardenedContainer, secretVolume } from '../kubernetes/pod-security';
import { resourceRequirements } from '../kubernetes/resources';
import { mebibytes } from '../kubernetes/size';
import { clientPod, psqlContainer } from '../server/psql-client';
import type { ServerAccess } from '../server/server-access';
import { isService } from './old-server';
import type { SecretKey } from '../kubernetes/secret-key';
import type { PostgresSource } from './postgres-import-props';

export interface ImportJobProps {
  readonly access: ServerAccess;
  /** Name of the ConfigMap with the program. */
  readonly configName: string;
  readonly labels: Readonly<Record<string, string>>;
  /** By which the new database notes that this import is done. */
  readonly name: string;
  readonly from: PostgresSource;
  readonly replace: boolean;
  readonly scratch: Size;
}

const PROGRAM = '/etc/postgres-import';
/** The folder in which each container finds the results of the previous ones. */
const WORK = '/work';
const CA = '/run/secrets/old-server';
const LOCK_TIMEOUT = '1min';
/** Exit status of what is refused: another attempt would be refused as well. */
const REFUSED = 3;

/**
 * Three containers: what the new database has; the dump, which never has the new database's password; and the restore,
 * which never has the old server's.
 */
export function importJob(props: ImportJobProps): JobSpec {
  const { access, configName, from, labels, name, replace, scratch } = props;
  const args = [name, ...(replace ? ['replace'] : [])];
  const target = psqlContainer(access, LOCK_TIMEOUT, step('target', args, scratch));
  const restore = psqlContainer(access, LOCK_TIMEOUT, step('restore', args, scratch));
  const dump = dumpContainer(props);
  const template = clientPod(access, {
    containers: [restore],
    initContainers: [target, dump],
    labels,
    program: { configMap: { name: configName }, name: 'program' },
    volumes: [
      { emptyDir: { sizeLimit: `${mebibytes(scratch)}Mi` }, name: 'work' },
      ...(from.ca ? [secretVolume('ca', from.ca.secret, [from.ca.key])] : []),
    ],
  });
  const rules = [target, dump, restore].map((container) => ({
    action: 'FailJob',
    onExitCodes: { containerName: container.name, operator: 'In', values: [REFUSED] },
    // Required by the API of Kubernetes 1.28.
    onPodConditions: [],
  }));
  return jobSpec(template, { completions: 1, parallelism: 1, rules });
}

function dumpContainer({ access, from, scratch }: ImportJobProps): Container {
  const { ca, database, host, password, port = 5432, tls, user } = from;
  const { volumeMounts, ...rest } = step('dump', [String(mebibytes(scratch))], scratch);
  return hardenedContainer({
    ...rest,
    env: [
      { name: 'PGCONNECT_TIMEOUT', value: '10' },
      { name: 'PGDATABASE', value: database },
      { name: 'PGHOST', value: host },
      { name: 'PGPASSWORD', valueFrom: { secretKeyRef: keyOf(password) } },
      { name: 'PGPORT', value: String(port) },
      { name: 'PGSSLMODE', value: tls ?? (isService(host) ? 'prefer' : 'require') },
      ...(ca ? [{ name: 'PGSSLROOTCERT', value: `${CA}/${ca.key}` }] : []),
      { name: 'PGUSER', value: user },
    ],
    // Its pg_dump reads older servers, and writes what this server takes.
    image: access.server.image,
    volumeMounts: [...(volumeMounts ?? []), ...(ca ? [{ mountPath: CA, name: 'ca', readOnly: true }] : [])],
  });
}

function keyOf({ key, secret }: SecretKey): { readonly key: string; readonly name: string } {
  return { key, name: secret };
}

/** What the three have in common. Rows are passed on as they come: the memory does not depend on how many there are. */
function step(name: string, args: readonly string[], scratch: Size): Container {
  return {
    command: ['/bin/sh', `${PROGRAM}/${name}.sh`, ...args],
    name,
    resources: resourceRequirements({
      cpuLimit: 1,
      cpuRequest: 0.1,
      // The files in the scratch folder and the logs count towards the pod's ephemeral storage.
      ephemeralStorage: mebibytes(scratch) + 64,
      memory: 256,
    }),
    terminationMessagePolicy: 'FallbackToLogsOnError',
    volumeMounts: [
      { mountPath: PROGRAM, name: 'program', readOnly: true },
      { mountPath: WORK, name: 'work' },
    ],
    workingDir: WORK,
  };
}
