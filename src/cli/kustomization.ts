import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { addResource } from '../editors/kustomization/kustomization-editor';
import { isRemote } from '../editors/kustomization/entry';
import { KUSTOMIZATION_NAMES } from '../gitops/tree/kustomize-tree';
import type { Notice } from '../text/refusal';
import { editFile } from './edit-file';

export function kustomizationCommand(): Command {
  const add = new Command('add')
    .description('add ENTRY to the resources of a kustomization, and print it with all other bytes unchanged')
    .argument('<entry>', 'a file or directory, relative to the kustomization')
    .argument('<file>', 'the kustomization.yaml')
    .option('--write', 'write the file instead of printing it')
    .action((entry: string, file: string, options: { write?: boolean }) => {
      editFile(file, options.write ?? false, (text) => {
        const { text: after, warnings } = addResource(text, entry, file);
        return { text: after, warnings: [...warnings, ...whatIsMissing(entry, file)] };
      });
    });
  return new Command('kustomization').description('edit a kustomization.yaml').addCommand(add);
}

/** An entry may be listed before its file exists: only a warning. */
function whatIsMissing(entry: string, file: string): Notice[] {
  const target = join(dirname(file), entry);
  if (isRemote(entry)) return [];
  const found = statSync(target, { throwIfNoEntry: false });
  if (found === undefined) {
    const message = `lists ${entry}, which does not exist yet; kustomize fails until it does`;
    return [{ code: 'entry-missing', path: file, message }];
  }
  if (!found.isDirectory() || KUSTOMIZATION_NAMES.some((name) => existsSync(join(target, name)))) return [];
  const message = `lists the directory ${entry}, which has no kustomization.yaml yet; kustomize fails until it has`;
  return [{ code: 'entry-without-kustomization', path: file, message }];
}
