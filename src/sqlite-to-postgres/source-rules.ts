import { nameRule } from '../kubernetes/object-name';
import type { Rule } from '../text/rules';
import type { SqliteToPostgresProps } from './sqlite-to-postgres-props';

/** Rules for the PVC, the path of the file and the IDs of user and group. */
export function sourceRules({ from, leaveBehind = [] }: SqliteToPostgresProps): Rule[] {
  const { claim, group, path, user } = from.props;
  return [
    nameRule(claim, 'a PersistentVolumeClaim', 'from.claim'),
    {
      code: 'source-path',
      field: 'from.path',
      when: !/^[^/\0][^\0]*$/.test(path) || path.split('/').some((part) => ['', '.', '..'].includes(part)),
      say: `"${path}" is not a valid path on a volume; give the path relative to the mountPath, without a leading "/", for example chat.db`,
    },
    ...Object.entries({ user, group }).map(([name, id]) => ({
      code: 'source-user' as const,
      field: `from.${name}`,
      when: id !== undefined && !(Number.isInteger(id) && id > 0 && id < 2 ** 31),
      say: `${name} ${id} is not a valid user or group ID; allowed: whole numbers from 1, since a pod under Pod Security "restricted" is not root`,
    })),
    ...leaveBehind
      .filter((name) => name === '')
      .map(() => ({
        code: 'leave-behind' as const,
        field: 'leaveBehind',
        when: true,
        say: 'leaveBehind has an empty name; give tables, or columns as table.column',
      })),
  ];
}
