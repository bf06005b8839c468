import { existsSync, lstatSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Draft } from './draft';
import { planManagedFolder, type ManagedFolder } from '../plan/managed-folder';
import { isInside } from '../../text/paths';
import { realPathOf } from '../tree/pinned-folder';
import { AS_IT_WAS, isChange, type FileChange } from '../plan/plan';
import { Refusal, type Notice } from '../../text/refusal';
import { readRegularFile } from '../tree/regular-file';
import type { SynthOptions } from './synth-options';
import { ifExists } from '../../text/system-error';
import { leftoverTempFilesIn } from '../tree/leftover-temp-files';

/** Writes the changed base to another folder, in which this tool manages every file. */
export function outputChanges(
  { includedInOutput, repository }: Draft,
  inPlace: readonly FileChange[],
  output: string,
  force: boolean,
  problems: Notice[],
): FileChange[] {
  const files = new Map([...repository.files, ...includedInOutput]);
  const reasons = new Map([...files.keys()].map((path) => [path, AS_IT_WAS]));
  const more = new Map([...files.keys()].flatMap((path) => modeOf(join(repository.root, path), path)));
  for (const { path, holdsSecret, mode } of inPlace) {
    if (holdsSecret) more.set(path, { ...more.get(path), holdsSecret });
    if (mode !== undefined) more.set(path, { ...more.get(path), mode });
  }
  for (const { path, after, reason } of inPlace.filter(isChange)) {
    if (after === undefined) files.delete(path);
    else files.set(path, after);
    reasons.set(path, reason);
  }
  const root = existsSync(output) ? realpathSync.native(output) : output;
  const folder: ManagedFolder = {
    path: '',
    directory: output,
    files,
    reasons,
    more,
    current: (name) => readInside(root, output, name),
  };
  const planned = planManagedFolder(folder, force);
  problems.push(...planned.problems);
  return planned.changes;
}

/** Keeps a file's mode if not everybody may read it in the repository. */
function modeOf(file: string, path: string): [string, Pick<FileChange, 'holdsSecret' | 'mode'>][] {
  const mode = ifExists(() => statSync(file))?.mode ?? EVERYBODY_READS;
  return (mode & EVERYBODY_READS) === EVERYBODY_READS ? [] : [[path, { mode: mode & 0o777 }]];
}

const EVERYBODY_READS = 0o444;

/** Temporary files that a killed run left in the folders of these files. */
export function outputLeftovers(changes: readonly FileChange[]): string[] {
  return [...new Set(changes.map(({ file }) => dirname(file)))].flatMap(leftoverTempFilesIn);
}

/** ROOT is the output's real path. @throws Refusal if a link points out of it */
function readInside(root: string, output: string, name: string): Buffer | undefined {
  const file = join(output, name);
  const found = ifExists(() => statSync(file));
  if (found === undefined) return undefined;
  // The native function is faster for many files: Node's own checks each folder of the path.
  if (!isInside(root, realpathSync.native(file))) {
    throw Refusal.of('link-escapes', name, `points out of ${output} by a symbolic link; remove the link`);
  }
  return found.isFile() ? readRegularFile(file, name) : undefined;
}

/** @throws Refusal if the output is the base, is inside it, or is a link out of its folder */
export function checkOutput({ repository, base, output }: SynthOptions): void {
  if (output === undefined) return;
  if (dirname(output) === output) {
    throw Refusal.of('output-is-root', output, 'is the root of the file system; give a folder as --output');
  }
  const from = realPathOf(join(repository, base));
  const to = realPathOf(output);
  if (isInside(from, to) || [join(to, base), realPathOf(join(output, base))].includes(from)) {
    throw Refusal.of(
      'output-in-base',
      output,
      'would overwrite the base itself; give another --output, or --in-place to change the base',
    );
  }
  const isLink = ifExists(() => lstatSync(output))?.isSymbolicLink() ?? false;
  if (isLink && !isInside(realPathOf(dirname(output)), to)) {
    throw Refusal.of('link-escapes', output, `is a symbolic link; give the folder that it points to, ${to}`);
  }
}
