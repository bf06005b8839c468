import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Edited } from '../text/edited';
import { underLock } from '../gitops/plan/lock';
import { fileChange, foldersOf } from '../gitops/plan/plan';
import { Refusal } from '../text/refusal';
import { readRegularFile } from '../gitops/tree/regular-file';
import { reportWarning } from '../gitops/synth/report';
import { writeOut } from '../gitops/synth/standard-streams';
import { ifExists, systemErrorCode } from '../text/system-error';
import { decodeUtf8 } from '../text/text-file';
import { writePlan } from '../gitops/plan/writer';

/** Edits one file: the result goes to stdout, or with WRITE into the file. */
export function editFile(file: string, write: boolean, edit: (text: string) => Edited): void {
  const { warnings } = write
    ? underLock(dirname(existing(file)), () => editInPlace(file, edit))
    : print(file, edit);
  warnings.forEach(reportWarning);
}

function print(file: string, edit: (text: string) => Edited): Edited {
  const edited = edit(readForEdit(file));
  writeOut(edited.text);
  return edited;
}

function editInPlace(file: string, edit: (text: string) => Edited): Edited {
  const target = existing(file);
  const before = read(target, file);
  const edited = edit(decodeUtf8(before, file));
  const after = Buffer.from(edited.text, 'utf8');
  const changes = [fileChange({ path: file, file: target }, before, after, 'edited', { fsync: true })];
  writePlan({ changes, warnings: [], folders: foldersOf(changes), leftoverTempFiles: [] });
  return edited;
}

/** The text of a file that an edit depends on. @throws Refusal */
export function readForEdit(file: string): string {
  return decodeUtf8(read(existing(file), file), file);
}

/** The file itself, so that a symbolic link to it stays one. */
function existing(file: string): string {
  const target = attempt(file, () => ifExists(() => realpathSync.native(file)));
  return target ?? missing(file);
}

function read(target: string, file: string): Buffer {
  return attempt(file, () => readRegularFile(target, file)) ?? missing(file);
}

function attempt<T>(file: string, look: () => T): T {
  try {
    return look();
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) throw error;
    throw Refusal.of('no-file', file, `cannot be read (${code}); give the path of a file to edit`);
  }
}

function missing(file: string): never {
  throw Refusal.of('no-file', file, 'does not exist; give the path of a file to edit');
}
