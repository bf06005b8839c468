import { posix } from 'node:path';
import { load } from 'js-yaml';
import { listAt, mappingAt, textAt, type Mapping } from '../text/mapping';
import { Refusal, type Notice } from '../text/refusal';
import type { Repository } from '../gitops/tree/repository';
import { workloadsOf, type Workload } from '../gitops/tree/workload';
import { fileOwner, type FileOwner } from './file-owner';
import { ifReadable } from '../text/if-readable';

/** The mount of the volume in an application's pod. */
export interface Mount {
  /** Name of the volume in the pod. */
  readonly name: string;
  readonly path: string;
  /** The Deployment's name. */
  readonly workload: string;
  /** @default - the pod's only one */
  readonly container?: string;
  /** The user of the application, if its Deployment does not name it. @default none */
  readonly user?: number;
}

/** The Deployment that mounts the volume. */
export interface MountingDeployment {
  readonly workload: Workload;
  readonly container: Mapping;
  /** The owner of the files on the volume. Undefined: only the image defines it. */
  readonly owner: FileOwner | undefined;
}

/** @throws Refusal with all problems, if the application cannot mount the volume, or would not be its only user */
export function findMountingDeployment(repository: Repository, mount: Mount): MountingDeployment {
  const workload = deploymentNamed(repository, mount.workload);
  const { path } = workload.object;
  const containers = listAt(workload.podSpec, 'containers');
  const [only] = containers;
  const container = containers.find(
    (one) => textAt(one, 'name') === (mount.container ?? textAt(only, 'name')),
  );
  const owner = fileOwner(workload, container, mount.user);
  const problems = [
    ...containerProblems(containers, container, mount),
    ...replicaProblems(repository, workload),
    ...mountProblems(workload, container, mount),
    ...owner.problems,
  ];
  if (problems.length > 0) throw new Refusal(problems.map((problem): Notice => ({ path, ...problem })));
  return { workload, container: mappingAt(container), owner: owner.owner };
}

type Problem = Omit<Notice, 'path'>;

function deploymentNamed(repository: Repository, name: string): Workload {
  const { path } = repository.tree;
  const workloads = repository.memoize(workloadsOf, () => workloadsOf(repository.objects));
  const named = workloads.filter(({ object }) => object.name === name);
  const deployments = named.filter(({ object }) => object.kind === 'Deployment');
  const [found] = deployments;
  if (found !== undefined && deployments.length === 1) return found;
  if (found !== undefined) {
    const places = deployments.map(({ object }) => `${object.path} (${object.namespace ?? 'no namespace'})`);
    throw Refusal.of(
      'ambiguous-workload',
      path,
      `reaches ${deployments.length} Deployments named ${name}: ${places.join(', ')}; give one of them another name, or a base of its own`,
    );
  }
  const others = workloads
    .filter(({ object }) => object.kind === 'Deployment')
    .map(({ object }) => object.name);
  throw Refusal.of(
    'no-workload',
    path,
    named[0] === undefined
      ? `reaches no Deployment named ${JSON.stringify(name)}; give one of its Deployments as workload: ${others.join(', ') || 'none'}`
      : `reaches ${name} as a ${named[0].object.kind}, and only a Deployment gets a SQLite volume; a StatefulSet has claim templates of its own`,
  );
}

function containerProblems(containers: readonly unknown[], found: unknown, { container }: Mount): Problem[] {
  const names = containers.map((one) => textAt(one, 'name')).join(', ');
  if (found === undefined) {
    const message = `has no container named ${JSON.stringify(container ?? '')}; give one of ${names || 'none'} as container`;
    return [{ code: 'no-container', message }];
  }
  if (container !== undefined || containers.length === 1) return [];
  const message = `has ${containers.length} containers; name the one that gets the database in container: ${names}`;
  return [{ code: 'several-containers', message }];
}

/** Two pods that write to one file from two nodes would destroy it. */
function replicaProblems(repository: Repository, { object }: Workload): Problem[] {
  const { kind, name, manifest } = object;
  const written = mappingAt(manifest, 'spec')['replicas'];
  const overridden = listAt(rootOf(repository), 'replicas').find((one) => textAt(one, 'name') === name);
  const replicas = mappingAt(overridden)['count'] ?? written;
  const scaler = repository.objects.find(({ kind: other, manifest: spec }) => {
    const target = mappingAt(spec, 'spec', 'scaleTargetRef');
    return (
      other === 'HorizontalPodAutoscaler' &&
      textAt(target, 'kind') === kind &&
      textAt(target, 'name') === name
    );
  });
  const problems: readonly (Problem | false)[] = [
    typeof replicas === 'number' &&
      replicas > 1 && {
        code: 'several-replicas',
        message: `runs ${replicas} replicas, and a SQLite file is for one pod; set replicas: 1, or move to PostgreSQL`,
      },
    scaler !== undefined && {
      code: 'several-replicas',
      message: `is scaled by HorizontalPodAutoscaler ${scaler.name}, and a SQLite file is for one pod; remove it, or move to PostgreSQL`,
    },
  ];
  return problems.filter((problem) => problem !== false);
}

function rootOf({ files, tree }: Repository): unknown {
  // The editor reports what is wrong with it.
  return ifReadable(() => load(files.get(tree.path)?.toString('utf8') ?? ''));
}

function mountProblems({ podSpec }: Workload, container: unknown, { name, path }: Mount): Problem[] {
  const taken = listAt(podSpec, 'volumes').some((volume) => textAt(volume, 'name') === name);
  const there = listAt(container, 'volumeMounts').find(
    (one) => posix.join(textAt(one, 'mountPath') ?? '', '/') === posix.join(path, '/'),
  );
  const problems: readonly (Problem | false)[] = [
    taken && {
      code: 'volume-taken',
      message: `has a volume named ${name} already; remove it, or give the SqliteVolume another name`,
    },
    there !== undefined && {
      code: 'mount-taken',
      message: `mounts ${textAt(there, 'name') ?? 'a volume'} at ${path} already; remove that mount, or give another mountPath`,
    },
  ];
  return problems.filter((problem) => problem !== false);
}
