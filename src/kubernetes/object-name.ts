import type { Rule } from '../text/rules';

/** Kubernetes' RFC 1123 subdomain. Its parts may be longer than DNS allows. */
const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** True if objects of most kinds can have this name. */
export function isObjectName(name: unknown): name is string {
  return typeof name === 'string' && name.length <= 253 && NAME.test(name);
}

/** The message for a name that is not valid. WHAT is, for example, `a StorageClass`. */
export function noObjectName(name: unknown, what: string): string {
  return `${JSON.stringify(name)} is not a valid name of ${what}; allowed: a to z, 0 to 9, "-" and ".", with a letter or digit at both ends of each part, and at most 253 characters`;
}

/** FIELD is where the name stands; undefined: it is the construct's id. */
export function nameRule(name: unknown, what: string, field?: string): Rule {
  const say = noObjectName(name, what);
  return { code: 'object-name', ...(field !== undefined && { field }), when: !isObjectName(name), say };
}

/** An empty StorageClass requests an existing volume without a class. */
export function storageClassRule(storageClass: string | undefined): Rule {
  return {
    ...nameRule(storageClass, 'a StorageClass', 'storage.storageClass'),
    when: storageClass !== undefined && storageClass !== '' && !isObjectName(storageClass),
  };
}
