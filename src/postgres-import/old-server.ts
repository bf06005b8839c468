import type { ClusterObject } from '../gitops/tree/cluster-object';
import { allows, isolatingPolicies } from '../gitops/tree/network-policy';
import type { Repository } from '../gitops/tree/repository';
import { workloadsOf, type Workload } from '../gitops/tree/workload';
import { peers } from '../kubernetes/network-peers';
import { listAt, mappingAt } from '../text/mapping';
import type { Notice } from '../text/refusal';
import type { PostgresSource } from './postgres-import-props';

/** The pods of the old server, where its Service is in the repository. */
export interface OldServer {
  readonly service: ClusterObject;
  /** The namespace in the host, if it names one. */
  readonly namespace: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  /** Of its pods, which a NetworkPolicy is about. A text is the name of one. */
  readonly port: number | string;
}

const SERVICE = /^([a-z0-9-]+)(?:\.([a-z0-9-]+)(?:\.svc(?:\.cluster\.local)?)?)?\.?$/i;

/** True for a host that only a cluster's DNS knows. `a.b` may be of the world outside. */
export function isService(host: string): boolean {
  return /^[^.]+$|\.svc(?:\.cluster\.local)?\.?$/i.test(host);
}

/** The server behind HOST; undefined if its Service is not in the repository, or selects no pods. */
export function findOldServer(
  { objects, tree }: Pick<Repository, 'objects' | 'tree'>,
  { host, port = 5432 }: PostgresSource,
): OldServer | undefined {
  const [, name, namespace] = SERVICE.exec(host) ?? [];
  const service = objects.find(
    (one) =>
      one.kind === 'Service' &&
      tree.nameOf(one.name) === name &&
      (namespace === undefined || one.namespace === undefined || one.namespace === namespace),
  );
  const spec = mappingAt(service?.manifest, 'spec');
  const labels = Object.fromEntries(
    Object.entries({ ...mappingAt(spec, 'selector'), ...service?.podLabels }).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
  if (service === undefined || Object.keys(labels).length === 0) return undefined;
  const found = mappingAt(listAt(spec, 'ports').find((one) => mappingAt(one)['port'] === port));
  const target = found['targetPort'];
  const isPort = typeof target === 'number' || typeof target === 'string';
  return { service, namespace, labels, port: isPort ? target : port };
}

/** The rule by which a NetworkPolicy lets pods out to it. Without its pods: to any address, on its port. */
export function egressTo(server: OldServer | undefined, port = 5432): object {
  if (server === undefined) return { ports: [{ port, protocol: 'TCP' }] };
  const { labels, namespace } = server;
  return {
    to: peers([{ labels, ...(namespace !== undefined && { namespace }) }]),
    ports: [{ port: server.port, protocol: 'TCP' }],
  };
}

/** A notice if a NetworkPolicy of the user's keeps pods with LABELS from the old server; INSTANCE: how to let them in. */
export function closedTo(
  objects: readonly ClusterObject[],
  { labels: selector, port, service }: OldServer,
  labels: Readonly<Record<string, string>>,
  [key, value]: readonly [string, string],
): Notice | undefined {
  const { namespace } = service;
  const selected = workloadsOf(objects).find(({ labels: own, object }) => {
    const all = { ...own, ...object.podLabels };
    return (
      object.namespace === namespace &&
      Object.entries(selector).every(([name, wanted]) => all[name] === wanted)
    );
  });
  const pods = { labels: { ...selector, ...selected?.labels }, namespace };
  const isolating = isolatingPolicies(objects, pods, 'Ingress');
  const [narrowest] = isolating;
  const ports = [port, ...namesOf(port, selected)];
  if (narrowest === undefined || isolating.some((one) => allows(one, 'Ingress', labels, ports)))
    return undefined;
  const message = `keeps the pods of the import from Service ${service.name}; allow ingress on TCP ${ports.at(-1) ?? port} from the pods with ${key}: ${value}`;
  return { code: 'network-policy', path: narrowest.path, message };
}

/** What a port is called in its pods: its name, and last of all its number. */
function namesOf(port: number | string, workload: Workload | undefined): (number | string)[] {
  return listAt(workload?.podSpec, 'containers')
    .flatMap((container) => listAt(container, 'ports'))
    .map((one) => mappingAt(one))
    .filter(({ containerPort, name }) => containerPort === port || name === port)
    .flatMap(({ containerPort, name }) => [name, containerPort])
    .filter((one) => typeof one === 'string' || typeof one === 'number');
}
