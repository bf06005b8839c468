import { posix } from 'node:path';
import { load } from 'js-yaml';
import { listAt, mappingAt, textAt } from '../../../text/mapping';
import { canSelectSecret, generatorFiles, type Known } from './hidden-ranges';
import { isKustomization } from '../../tree/kustomize-tree';
import type { FileChange } from '../plan';
import { ifReadable } from '../../../text/if-readable';

/** What a plan's kustomizations tell about the content of the files that they use, by path. */
export function knownContents(changes: readonly FileChange[]): ReadonlyMap<string, Known> {
  const contents = new Map<string, Known>();
  for (const { path, before, after } of changes.filter((change) => isKustomization(change.path))) {
    const at = (entry: string): string => posix.join(posix.dirname(path), entry);
    for (const kustomization of [before, after].map(read)) {
      for (const file of generatorFiles(kustomization)) contents.set(at(file), 'secret');
      for (const patch of ['patches', 'patchesJson6902'].flatMap((list) => listAt(kustomization, list))) {
        const file = textAt(patch, 'path');
        if (file === undefined) continue;
        if (canSelectSecret(textAt(mappingAt(patch, 'target'), 'kind'))) contents.set(at(file), undefined);
        else if (!contents.has(at(file))) contents.set(at(file), 'other');
      }
    }
  }
  return contents;
}

function read(bytes: Buffer | undefined): unknown {
  return bytes && ifReadable(() => load(bytes.toString('utf8')));
}
