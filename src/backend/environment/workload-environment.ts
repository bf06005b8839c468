import type { Repository } from '../../gitops/tree/repository';
import { workloadsOf, type Workload } from '../../gitops/tree/workload';
import { listAt, textAt } from '../../text/mapping';
import { effectiveEnvironment, type EffectiveEnvironment } from './effective-environment';
import { treeContent, type Origin } from './tree-content';

/** A container of a workload, with the environment that it gets. */
export interface ContainerEnvironment {
  readonly workload: Workload;
  readonly list: 'containers' | 'initContainers';
  /** The container's name. */
  readonly container: string;
  readonly environment: EffectiveEnvironment<Origin>;
}

/** The containers of every workload of the base. */
export function containerEnvironments(repository: Repository): readonly ContainerEnvironment[] {
  return repository.memoize(containerEnvironments, () =>
    repository
      .memoize(workloadsOf, () => workloadsOf(repository.objects))
      .flatMap((workload) => environmentsOf(repository, workload)),
  );
}

function environmentsOf(repository: Repository, workload: Workload): ContainerEnvironment[] {
  const contentOf = treeContent(repository, workload.object.namespace);
  return (['initContainers', 'containers'] as const).flatMap((list) =>
    listAt(workload.podSpec, list).map((container) => ({
      workload,
      list,
      container: textAt(container, 'name') ?? '',
      environment: effectiveEnvironment(container, contentOf),
    })),
  );
}
