import type { FactLines } from './fact-lines';
import type { ArchivedFile, ArchiveStatus, BaseBackupStatus } from './status';
import { volumeOf } from './volume-facts';

/** Undefined: the server has no archive, or its folder cannot be read. */
export function archiveOf(lines: FactLines): ArchiveStatus | undefined {
  const volume = volumeOf(lines.words('archive-volume'));
  if (volume === undefined) return undefined;
  const lastArchived = fileOf(lines.words('archived'));
  const unarchived = lines.words('unarchived');
  const lastFailed = fileOf(unarchived);
  const [files, since] = lines.words('waiting');
  return {
    ...(lastArchived && { lastArchived }),
    ...(lastFailed && { lastFailed }),
    failures: Number(unarchived[2] ?? 0),
    ...(files !== undefined && { waiting: { files: Number(files), since: timeOf(since) } }),
    baseBackups: lines
      .all('base')
      .flatMap(baseBackupOf)
      .sort((a, b) => Date.parse(a.completeAt) - Date.parse(b.completeAt)),
    volume,
  };
}

/** Nothing of a folder that somebody else has put there. */
function baseBackupOf(line: string): BaseBackupStatus[] {
  const [, name, finished, server] = /^(\d{8}T\d{6}Z) (\d{1,12}) (this|earlier)$/.exec(line) ?? [];
  if (name === undefined) return [];
  return [{ name, completeAt: timeOf(finished).replace('.000Z', 'Z'), ofThisServer: server === 'this' }];
}

function fileOf([file, time]: readonly string[]): ArchivedFile | undefined {
  return file === undefined ? undefined : { file, at: timeOf(time) };
}

function timeOf(seconds = ''): string {
  return new Date(Number(seconds) * 1000).toISOString();
}
