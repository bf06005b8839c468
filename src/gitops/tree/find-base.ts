import { statSync } from 'node:fs';
import { join } from 'node:path';
import { ifExists } from '../../text/system-error';
import { possibleBases, type PossibleBase } from './possible-bases';

/** Where most repositories have their base. */
export const DEFAULT_BASE = 'k8s/base';

/**
 * The base of a repository for which nobody names one: `k8s/base`; else the only kustomization that reaches workloads
 * and builds on no other; else, in a repository without one, the only folder with manifests of workloads. If several
 * folders could be meant, it is `k8s/base` as well, which is not there and is refused with their names.
 */
export function findBase(root: string): string {
  if (ifExists(() => statSync(join(root, DEFAULT_BASE)))?.isDirectory()) return DEFAULT_BASE;
  const { kustomized, flat, isComplete } = possibleBases(root);
  const [only, ...others] = [...kustomized, ...flat];
  return only !== undefined && others.length === 0 && isComplete ? only.folder : DEFAULT_BASE;
}

/** What to give as the base instead of a folder that cannot be one, to follow the reason why it cannot. */
export function otherBases(root: string): string {
  const { kustomized, flat, idle, isComplete } = possibleBases(root);
  const folders = [...kustomized, ...flat];
  const looked = isComplete ? '' : ' among the folders that were looked into';
  const flags = (of: readonly PossibleBase[]): string =>
    of.map(({ folder, evidence }) => `--base ${folder} (${evidence})`).join(', or ');
  if (folders.length > 0) {
    const which = folders.length === 1 ? 'the folder' : 'one of the folders';
    return `give ${which} with workloads${looked}, ${flags(folders)}, or the same as base in main.ts`;
  }
  if (idle.length > 0) {
    return `no kustomization${looked} reaches a workload; to take one all the same, give ${flags(idle)}`;
  }
  return `no folder${looked} has a kustomization or manifests of workloads; give the folder that has your kustomization.yaml as --base, or your repository as --repository`;
}
