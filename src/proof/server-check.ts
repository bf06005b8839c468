import type { ClusterObject } from '../gitops/tree/cluster-object';
import { heldTexts } from '../gitops/tree/held-texts';
import { workloadsOf, type Workload } from '../gitops/tree/workload';
import { INSTANCE_LABEL } from '../kubernetes/labels';
import { listAt, mappingAt, textAt } from '../text/mapping';
import { effectiveEnvironment } from '../backend/environment/effective-environment';
import { OUTSIDE, type Built } from './built';
import type { ExpectedDatabase, Finding } from './expectation';

/** A database's server as a build has it. */
export interface BuiltServer {
  readonly statefulSet: ClusterObject;
  readonly pod: Workload;
  readonly services: readonly ClusterObject[];
  /** Its role, password and database; undefined where only the cluster knows it. */
  readonly login: Readonly<Record<'database' | 'password' | 'user', string | undefined>>;
}

/** The servers of DATABASE. An overlay may build two bases, each with its own prefix. */
export function serversIn(built: Built, database: ExpectedDatabase): BuiltServer[] {
  return built.ours('StatefulSet', INSTANCE_LABEL, database.instance).flatMap((statefulSet) => {
    const [pod] = workloadsOf([statefulSet]);
    if (pod === undefined) return [];
    const { namespace } = statefulSet;
    const named = listAt(pod.podSpec, 'volumes')
      .map((volume) => textAt(mappingAt(volume, 'secret'), 'secretName') ?? '')
      .find((name) => name.includes(database.credentials));
    const secret = built.of('Secret').find((one) => one.name === named && one.namespace === namespace);
    const credentials = secret === undefined || 'sops' in secret.manifest ? undefined : heldTexts(secret);
    const { variables } = effectiveEnvironment(serverIn(pod), built.contentIn(namespace));
    const started = (name: string): string | undefined => {
      const value = variables.get(name)?.value;
      return value === OUTSIDE ? undefined : value;
    };
    return [
      {
        statefulSet,
        pod,
        services: built.servicesOf(pod.labels, namespace),
        login: {
          database: started('PGDATABASE'),
          password: credentials?.get('password'),
          user: credentials === undefined ? started('PGUSER') : credentials.get('username'),
        },
      },
    ];
  });
}

function serverIn({ podSpec }: Workload): unknown {
  return listAt(podSpec, 'containers').find((one) => textAt(one, 'name') === 'postgres');
}

/** What differs between the server that main.ts declares and the one that is built. */
export function checkServer(built: Built, database: ExpectedDatabase, server: BuiltServer): Finding[] {
  const { statefulSet, pod, services } = server;
  const findings: Finding[] = [];
  const find = (fault: string, message: string): void => {
    findings.push({ code: 'build-database', fault: `${database.instance} ${fault}`, message });
  };
  const { name, namespace } = statefulSet;
  const { replicas = 1 } = mappingAt(statefulSet.manifest, 'spec');
  if (replicas !== 1) {
    find(
      'replicas',
      `StatefulSet ${name} has ${String(replicas)} replicas, and its volume is for one server`,
    );
  }
  const main = serverIn(pod);
  const image = textAt(main, 'image') ?? '';
  if (!isSameServer(image, database)) {
    find('image', `the server's image is ${image || 'not there'}, and main.ts declares ${database.image}`);
  }
  const claims = listAt(pod.podSpec, 'volumes').flatMap((volume) => {
    const claim = textAt(mappingAt(volume, 'persistentVolumeClaim'), 'claimName');
    return claim?.includes(database.claim) ? [{ claim, volume: textAt(volume, 'name') }] : [];
  });
  const isMounted = claims.some(({ claim, volume }) => {
    const isThere = built
      .of('PersistentVolumeClaim')
      .some((one) => one.name === claim && one.namespace === namespace);
    return isThere && listAt(main, 'volumeMounts').some((mount) => textAt(mount, 'name') === volume);
  });
  if (!isMounted) find('claim', `the server does not have PersistentVolumeClaim ${database.claim} any more`);
  if (!services.some((one) => one.name.includes(database.service))) {
    find('service', `Service ${database.service} does not lead to the server's pod`);
  }
  for (const service of services) {
    const type = textAt(mappingAt(service.manifest, 'spec'), 'type') ?? 'ClusterIP';
    // That of a Service of the application's is said by another warning.
    if (type === 'ClusterIP' || !(INSTANCE_LABEL in mappingAt(service.manifest, 'metadata', 'labels')))
      continue;
    find(`type ${type}`, `Service ${service.name} is a ${type}, which opens the server beyond the cluster`);
  }
  return findings;
}

/** A mirror's name is fine, and so is another minor version of the same release for the same distribution. */
function isSameServer(image: string, { image: declared, major }: ExpectedDatabase): boolean {
  const [is, wanted] = [readImage(image), readImage(declared)];
  if (is.tag === wanted.tag && is.digest === wanted.digest) return true;
  if (is.tag === '' || wanted.tag === '') return false;
  const [number = '', ...distribution] = is.tag.split('-');
  const [, ...wantedDistribution] = wanted.tag.split('-');
  return (
    new RegExp(`^(pg)?${major}([.]\\d+)*$`).test(number) &&
    distribution.join('-') === wantedDistribution.join('-')
  );
}

function readImage(image: string): { tag: string; digest: string } {
  const [name = '', digest = ''] = image.split('@');
  const tag = /:([^:/]+)$/.exec(name)?.[1] ?? '';
  return { tag, digest };
}

/** The snapshots of DATABASE that would be of another volume: kustomize does not change the claim's name in a variable. */
export function checkSnapshots(built: Built, database: ExpectedDatabase): Finding[] {
  return built.ours('CronJob', INSTANCE_LABEL, `${database.instance}-snapshot`).flatMap((job) => {
    const [workload] = workloadsOf([job]);
    const claim = listAt(workload?.podSpec, 'containers')
      .flatMap((container) => [...listAt(container, 'env')])
      .find((one) => textAt(one, 'name') === 'CLAIM');
    const name = textAt(claim, 'value') ?? '';
    const isThere = built
      .of('PersistentVolumeClaim')
      .some((one) => one.name === name && one.namespace === job.namespace);
    if (isThere) return [];
    const message = `CronJob ${job.name} takes snapshots of PersistentVolumeClaim ${name}, which that build does not have`;
    return [{ code: 'build-database', fault: `CronJob ${database.instance} CLAIM`, message }];
  });
}

/** The Jobs of DATABASE that would not find the server: kustomize does not change a name in PGHOST. */
export function checkJobs(
  built: Built,
  database: ExpectedDatabase,
  servers: readonly BuiltServer[],
): Finding[] {
  const jobs = built.workloads.filter(
    ({ object, labels }) =>
      (object.kind === 'Job' || object.kind === 'CronJob') &&
      String(labels[INSTANCE_LABEL]).startsWith(`${database.instance}-`),
  );
  return jobs.flatMap(({ object, podSpec }) => {
    const hosts = ['initContainers', 'containers']
      .flatMap((list) => [...listAt(podSpec, list)])
      .flatMap((container) => [...listAt(container, 'env')])
      .flatMap((one) => (textAt(one, 'name') === 'PGHOST' ? (textAt(one, 'value') ?? []) : []));
    const names = servers
      .filter(({ statefulSet }) => statefulSet.namespace === object.namespace)
      .flatMap(({ services }) => services.map(({ name }) => name));
    const lost = hosts.find((host) => !names.includes(host.split('.')[0] ?? ''));
    if (lost === undefined) return [];
    const message = `${object.kind} ${object.name} looks for the server at ${lost}, which no Service of that build is`;
    return [{ code: 'build-connection', fault: `${object.kind} ${database.instance} PGHOST`, message }];
  });
}
