import sequences from '../server/dump/sequences.sql';
import sums from '../server/dump/sums.sh';
import tables from '../server/dump/sums.sql';
import rolePassword from '../server/role-password.sh';
import backup from './backup.sh';
import backupSql from './backup.sql';
import drill from './drill/drill.sh';
import drillExtensions from './drill/extensions.sql';
import dump from './dump.sh';
import letRead from './let-read.sql';
import pgDump from './pg-dump.sh';
import service from './pg_service.conf';
import list from './list.sh';
import prepare from './prepare.sh';
import psql from './psql.sh';
import chosen from './restore/chosen.sh';
import createDatabase from './restore/create-database.sql';
import databaseSettings from './restore/database-settings.sql';
import disconnect from './restore/disconnect.sql';
import dropNew from './restore/drop-new.sql';
import dropOld from './restore/drop-old.sql';
import hasRows from './restore/has-rows.sql';
import ownPath from './restore/own-path.sql';
import restoreInto from './restore/restore-into.sh';
import restore from './restore/restore.sh';
import swap from './restore/swap.sql';
import result from './result.sh';
import session from './session.sh';
import expired from './store/expired.awk';
import folderStore from './store/folder-store.sh';
import resticStore from './store/restic-store.sh';
import store from './store/store.sh';
import tools from './store/tools.sh';
import whole from './whole.sh';

/** The programs of the containers of backups, restores and drills, by file name. */
export const BACKUP_PROGRAM: Readonly<Record<string, string>> = {
  'chosen.sh': chosen,
  'create-database.sql': createDatabase,
  'database-settings.sql': databaseSettings,
  'drill.sh': drill,
  'disconnect.sql': disconnect,
  'drop-new.sql': dropNew,
  'drop-old.sql': dropOld,
  'has-rows.sql': hasRows,
  'own-path.sql': ownPath,
  'restore-into.sh': restoreInto,
  'restore.sh': restore,
  'swap.sql': swap,
  'backup.sh': backup,
  'backup.sql': backupSql,
  'dump.sh': dump,
  'expired.awk': expired,
  'extensions.sql': drillExtensions,
  'folder-store.sh': folderStore,
  'let-read.sql': letRead,
  'list.sh': list,
  'pg-dump.sh': pgDump,
  'pg_service.conf': service,
  'prepare.sh': prepare,
  'psql.sh': psql,
  'restic-store.sh': resticStore,
  'result.sh': result,
  'role-password.sh': rolePassword,
  'sequences.sql': sequences,
  'session.sh': session,
  'store.sh': store,
  'sums.sh': sums,
  'sums.sql': tables,
  'tools.sh': tools,
  'whole.sh': whole,
};
