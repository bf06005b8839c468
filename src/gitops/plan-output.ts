import { readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Draft } from './draft';
import { INVENTORY, Inventory } from './inventory';
import type { ManifestFolder } from './manifests';
import { planOwnedFolder, type OwnedFolder } from './owned-folder';
import { isInside } from './paths';
import { AS_IT_WAS, type FileChange } from './plan';
import { Refusal, type Notice } from './refusal';
import type { SynthOptions } from './synth-options';

/** The whole base anew in another folder, every file of which is ours. */
export function outputChanges(
  draft: Draft,
  folders: readonly ManifestFolder[],
  output: string,
  force: boolean,
  problems: Notice[],
): FileChange[] {
  const { repository } = draft;
  const reasons = new Map<string, string>();
  const files = new Map<string, Buffer>();
  for (const [path, bytes] of repository.files) {
    files.set(path, draft.bytes(path, bytes));
    reasons.set(path, draft.edits.get(path)?.reason ?? AS_IT_WAS);
  }
  for (const folder of folders) {
    const path = `${repository.base}/${folder.name}`;
    for (const [name, bytes] of folder.files) {
      files.set(`${path}/${name}`, bytes);
      reasons.delete(`${path}/${name}`);
    }
    files.set(`${path}/${INVENTORY}`, Inventory.of(folder.files).toBytes());
  }
  const folder: OwnedFolder = {
    path: '',
    directory: output,
    files,
    reasons,
    current: (name) => readInside(output, name),
  };
  const planned = planOwnedFolder(folder, force);
  problems.push(...planned.problems);
  return planned.changes;
}

/** @throws Refusal where a link leads out of the output. */
function readInside(output: string, name: string): Buffer | undefined {
  const file = join(output, name);
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  if (!isInside(realpathSync(output), realpathSync(file))) {
    throw Refusal.of('link-escapes', name, `leads out of ${output} by a symbolic link; remove the link`);
  }
  return found.isFile() ? readFileSync(file) : undefined;
}

/** @throws Refusal where the output is the base itself, or in it. */
export function checkOutput(options: SynthOptions): void {
  if (options.output === undefined) return;
  const base = join(options.repository, options.base);
  if (isInside(base, options.output) || join(options.output, options.base) === base) {
    throw Refusal.of(
      'output-in-base',
      options.output,
      'would be written over the base itself; give another --output, or --in-place if that is what you mean',
    );
  }
}
