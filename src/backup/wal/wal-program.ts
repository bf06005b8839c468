import baseBackup from './base-backup.sh';
import fetchWal from './fetch-wal.sh';
import recover from './recover.sh';
import restoreRecovered from './restore-recovered.sh';
import series from './series.sh';
import tail from './tail.sh';

/** The programs of the containers of base backups and of restores to a moment, by file name. */
export const WAL_PROGRAM: Readonly<Record<string, string>> = {
  'base-backup.sh': baseBackup,
  'fetch-wal.sh': fetchWal,
  'recover.sh': recover,
  'restore-recovered.sh': restoreRecovered,
  'series.sh': series,
  'tail.sh': tail,
};
