import { posix } from 'node:path';
import { load } from 'js-yaml';
import { listAt, mappingAt, textAt } from '../../../text/mapping';
import { canSelectSecret, generatorFiles, type Known } from './hidden-places';
import { isKustomization } from '../../tree/kustomize-tree';
import type { FileChange } from '../plan';
import { ifReadable } from '../../../text/if-readable';

/** What the kustomizations of a plan say of files that do not say it themselves, by path. */
export function whatIsSaid(changes: readonly FileChange[]): ReadonlyMap<string, Known> {
  const said = new Map<string, Known>();
  for (const { path, before, after } of changes.filter((change) => isKustomization(change.path))) {
    const at = (entry: string): string => posix.join(posix.dirname(path), entry);
    for (const kustomization of [before, after].map(read)) {
      for (const file of generatorFiles(kustomization)) said.set(at(file), 'secret');
      for (const patch of ['patches', 'patchesJson6902'].flatMap((list) => listAt(kustomization, list))) {
        const file = textAt(patch, 'path');
        if (file === undefined) continue;
        if (canSelectSecret(textAt(mappingAt(patch, 'target'), 'kind'))) said.set(at(file), undefined);
        else if (!said.has(at(file))) said.set(at(file), 'other');
      }
    }
  }
  return said;
}

function read(bytes: Buffer | undefined): unknown {
  return bytes && ifReadable(() => load(bytes.toString('utf8')));
}
