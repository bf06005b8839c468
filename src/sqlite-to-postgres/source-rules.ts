import { nameRule } from '../kubernetes/object-name';
import type { Rule } from '../text/rules';
import type { SqliteToPostgresProps } from './sqlite-to-postgres-props';

/** What a claim, a file on it and a user's number can be. */
export function sourceRules({ from, leaveBehind = [] }: SqliteToPostgresProps): Rule[] {
  const { claim, group, path, user } = from.props;
  return [
    nameRule(claim, 'a PersistentVolumeClaim'),
    {
      when: !/^[^/\0][^\0]*$/.test(path) || path.split('/').some((part) => ['', '.', '..'].includes(part)),
      say: `"${path}" is no path on a volume; give where the file is below the mountPath, without a "/" at its front, for example chat.db`,
    },
    ...Object.entries({ user, group }).map(([name, id]) => ({
      when: id !== undefined && !(Number.isInteger(id) && id > 0 && id < 2 ** 31),
      say: `${name} ${id} is no number of a user or group; allowed: whole numbers from 1 on, since a pod under Pod Security "restricted" is not root`,
    })),
    ...leaveBehind
      .filter((name) => name === '')
      .map(() => ({
        when: true,
        say: 'leaveBehind has an empty name; give tables, or columns as table.column',
      })),
  ];
}
