import { readFileSync, realpathSync } from 'node:fs';
import type { Edited } from '../gitops/edited';
import { Refusal } from '../gitops/refusal';
import { decodeUtf8 } from '../gitops/text-file';
import { replaceFile } from '../gitops/writer';
import { reportWarnings } from './warnings';

/** One file through an editor: the outcome goes to stdout, or over the file where that was asked for. */
export function editFile(file: string, write: boolean, edit: (text: string) => Edited): void {
  const { target, bytes: before } = existing(file);
  const { text, warnings } = edit(decodeUtf8(before, file));
  const after = Buffer.from(text, 'utf8');
  reportWarnings(warnings);
  if (!write) process.stdout.write(after);
  else if (!after.equals(before)) replaceFile({ file: target, precious: true }, after);
}

/** The file itself, so that a symbolic link to it stays one. */
function existing(file: string): { target: string; bytes: Buffer } {
  try {
    const target = realpathSync(file);
    return { target, bytes: readFileSync(target) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code ?? 'unknown'})`;
    throw Refusal.of('no-file', file, `${reason}; give the path of a file to edit`);
  }
}
