import { mappingAt, textAt } from '../text/mapping';
import type { Notice } from '../text/refusal';
import { variableOf, type MountedDatabase } from './deployment-patch';
import type { MountingDeployment } from './mounting-deployment';

/** What will be otherwise than somebody may think, and no YAML tells; ISNEW where it has not been said before. */
export function mountWarnings(
  { workload, container, owner }: MountingDeployment,
  { path: file, variable }: MountedDatabase,
  isNew: boolean,
): Notice[] {
  const { name, path } = workload.object;
  const warnings: Notice[] = [];
  const before = variableOf(container, variable);
  const value = textAt(before, 'value');
  if (isNew && before !== undefined && value !== file) {
    const message = `${variable} of Deployment ${name}, which was ${shown(value)}, becomes ${file}; what is in the file that it led to is not moved`;
    warnings.push({ code: 'variable-replaced', path, message });
  }
  if (isNew && textAt(mappingAt(workload.object.manifest, 'spec', 'strategy'), 'type') !== 'Recreate') {
    const patch = '{"spec":{"strategy":{"type":"Recreate","rollingUpdate":null}}}';
    const message = `Deployment ${name} gets strategy Recreate; where it runs and is applied by the server (Flux, "kubectl apply --server-side"), Kubernetes refuses that until it is told once: kubectl patch deployment/${name} -p '${patch}'`;
    warnings.push({ code: 'strategy-changed', path, message });
  }
  if (owner === undefined) {
    const message = `Deployment ${name} does not say which user it runs as, and a new volume can be written by root only; give it securityContext.runAsUser, or the SqliteVolume user (0 where it is root)`;
    warnings.push({ code: 'unknown-user', path, message });
  }
  return warnings;
}

/** Nothing but what surely is a path: a URL may hold a password. */
function shown(value: string | undefined): string {
  if (value === undefined) return 'not written in it';
  return /^[\w./-]+$/.test(value) ? value : 'something else';
}
