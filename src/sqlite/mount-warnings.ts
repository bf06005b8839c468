import { mappingAt, textAt } from '../text/mapping';
import type { Notice } from '../text/refusal';
import { variableOf, type MountedDatabase } from './deployment-patch';
import type { MountingDeployment } from './mounting-deployment';

/** Effects that the YAML does not show. ISNEW: warn also of those that only the first synth causes. */
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
    const message = `${variable} of Deployment ${name}, which was ${shown(value)}, becomes ${file}; the data in the file that it pointed to is not moved`;
    warnings.push({ code: 'variable-replaced', path, message });
  }
  if (isNew && textAt(mappingAt(workload.object.manifest, 'spec', 'strategy'), 'type') !== 'Recreate') {
    const patch = '{"spec":{"strategy":{"type":"Recreate","rollingUpdate":null}}}';
    const message = `Deployment ${name} gets strategy Recreate; if it exists and is applied on the server (Flux, "kubectl apply --server-side"), Kubernetes refuses that until you run once: kubectl patch deployment/${name} -p '${patch}'`;
    warnings.push({ code: 'strategy-changed', path, message });
  }
  if (owner === undefined) {
    const message = `Deployment ${name} does not say which user it runs as, and a new volume can be written by root only; give it securityContext.runAsUser, or the SqliteVolume user (0 if it is root)`;
    warnings.push({ code: 'unknown-user', path, message });
  }
  return warnings;
}

/** VALUE only if it is certainly a path: a URL may contain a password. */
function shown(value: string | undefined): string {
  if (value === undefined) return 'not written in it';
  return /^[\w./-]+$/.test(value) ? value : 'something else';
}
