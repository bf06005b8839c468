import begin from './begin.sql';
import commit from './commit.sql';
import compare from './compare.sh';
import dump from './dump.sh';
import empty from './empty.sql';
import pgDump from './pg-dump.sh';
import replace from './replace.sql';
import restore from './restore.sh';
import sequences from '../server/dump/sequences.sql';
import source from './source.sql';
import sums from '../server/dump/sums.sh';
import tables from '../server/dump/sums.sql';
import targetShell from './target.sh';
import target from './target.sql';
import verify from './verify.sql';

/** The programs of the containers, by file name. */
export const PROGRAM: Readonly<Record<string, string>> = {
  'begin.sql': begin,
  'commit.sql': commit,
  'compare.sh': compare,
  'dump.sh': dump,
  'empty.sql': empty,
  'pg-dump.sh': pgDump,
  'replace.sql': replace,
  'restore.sh': restore,
  'sequences.sql': sequences,
  'source.sql': source,
  'sums.sh': sums,
  'sums.sql': tables,
  'target.sh': targetShell,
  'target.sql': target,
  'verify.sql': verify,
};
