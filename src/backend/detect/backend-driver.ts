import type { Repository } from '../../gitops/tree/repository';
import type { Workload } from '../../gitops/tree/workload';
import { ifReadable } from '../../text/if-readable';
import { listAt, textAt } from '../../text/mapping';
import type { ApplicationHints } from './application';
import { detectDriver, isDependencyFile, type BackendDriver } from './dependency-file';

/** How many folders deep a dependency file may be: services/api/backend/src/app/requirements.txt is five. */
const DEPTH = 8;

/** The driver of the application that the workloads run, by the dependency files of the repository. */
export function backendDriver(repository: Repository, workloads: readonly Workload[]): BackendDriver {
  const hints = hintsOf(workloads);
  return repository.memoize(`driver of ${hints.workload ?? ''} ${hints.image ?? ''}`, () =>
    detectDriver(repository.find(isDependencyFile, DEPTH), hints, (path) =>
      ifReadable(() => repository.text(path)),
    ),
  );
}

/** What several workloads have in common: a worker has the image of its server. */
function hintsOf(workloads: readonly Workload[]): ApplicationHints {
  const names = new Set(workloads.map(({ object }) => object.name));
  const images = new Set(
    workloads
      .flatMap(({ podSpec }) => listAt(podSpec, 'containers'))
      .map((one) => textAt(one, 'image') ?? ''),
  );
  const [workload] = names.size === 1 ? names : [];
  const [image] = images.size === 1 ? images : [];
  return { ...(workload !== undefined && { workload }), ...(image !== undefined && { image }) };
}
