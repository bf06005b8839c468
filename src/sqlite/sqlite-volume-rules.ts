import { nameRule } from '../kubernetes/object-name';
import { refuseUnknownProps } from '../text/known-props';
import { Refusal } from '../text/refusal';
import type { Rule } from '../text/rules';
import type { SqliteVolumeProps } from './sqlite-volume-props';

/** A CronJob's name has at most 52 characters, and one of the names ends in `-restore`. */
const LONGEST_NAME = 44;

export function volumeRules(
  id: string,
  {
    backup,
    claimName,
    file,
    mountPath,
    snapshots,
    snapshotClass,
    variable,
  }: Required<Pick<SqliteVolumeProps, 'claimName' | 'file' | 'mountPath' | 'snapshots' | 'variable'>> & {
    readonly backup: SqliteVolumeProps['backup'];
    readonly snapshotClass: SqliteVolumeProps['snapshotClass'];
  },
): Rule[] {
  return [
    {
      code: 'instance-name',
      when: !/^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(id) || id.length > LONGEST_NAME,
      say: `"${id}" is not a valid name for a SQLite volume's objects; allowed: a to z, 0 to 9 and "-", beginning with a letter, at most ${LONGEST_NAME} characters`,
    },
    ...(snapshotClass === undefined
      ? []
      : [nameRule(snapshotClass, 'a VolumeSnapshotClass', 'snapshotClass')]),
    {
      code: 'backup-in-itself',
      field: 'backup.to',
      when: backup?.to.target.kind === 'claim' && backup.to.target.name === claimName,
      say: `backup.to is the PVC ${claimName} itself, so the backups would be lost with the database; give a PVC on another disk`,
    },
    {
      code: 'mount-path',
      field: 'mountPath',
      when: !/^(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+\/?$/.test(mountPath),
      say: `mountPath is "${mountPath}"; allowed: an absolute path of letters, digits, ".", "_" and "-", for example /data`,
    },
    {
      code: 'file-name',
      field: 'file',
      when: !/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(file),
      say: `file is "${file}"; allowed: the name of a file on the volume, of letters, digits, ".", "_" and "-", for example db.sqlite`,
    },
    ...snapshots.map((name, index) => ({
      code: 'snapshot-name' as const,
      field: 'snapshots',
      when: !/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name) || snapshots.indexOf(name) < index,
      say: `snapshots has "${name}"; allowed: a to z, 0 to 9 and "-", each name once, for example before-v2`,
    })),
    {
      code: 'variable-name',
      field: 'variable',
      when: !/^[A-Za-z_][A-Za-z0-9_]*$/.test(variable),
      say: `variable is "${variable}"; allowed: letters, digits and "_", for example DB_PATH`,
    },
  ];
}

/** A program without type checks would otherwise silently yield wrong YAML. @throws Refusal */
export function refuseWrongTypes(id: string, props: SqliteVolumeProps): void {
  refuseUnknownProps('SqliteVolumeProps', id, props);
  const { workload, user } = props;
  const wrong = [
    workload === '' && "workload is not the name of a Deployment; give for example 'auth'",
    user !== undefined &&
      !(Number.isInteger(user) && user >= 0) &&
      'user is not a valid user ID; give for example 10001',
  ].filter((message) => message !== false);
  if (wrong.length > 0) {
    throw new Refusal(wrong.map((message) => ({ code: 'wrong-type', path: id, message })));
  }
}
