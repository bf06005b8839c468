import { isKeyName } from '../text/key-name';
import type { ProblemCode } from '../text/problem-code';
import type { Rule } from '../text/rules';
import { nameRule } from './object-name';

/** A value of a Secret in the database's namespace. */
export interface SecretKey {
  /** The Secret's name. */
  readonly secret: string;
  /** The key in it. */
  readonly key: string;
}

/** PATH is where the prop is. */
export function secretKeyRules(code: ProblemCode, { key, secret }: SecretKey, path: string): Rule[] {
  return [
    nameRule(secret, 'a Secret', `${path}.secret`),
    {
      code,
      field: `${path}.key`,
      when: !isKeyName(key),
      // Not what was given: people put the password itself there.
      say: 'the key is not the name of an entry of a Secret; give for example password, and not the password itself',
    },
  ];
}
