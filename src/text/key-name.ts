/** True if a Secret and a ConfigMap can have this key. */
export function isKeyName(key: string): boolean {
  return /^[-._a-zA-Z0-9]{1,253}$/.test(key) && key !== '.' && !key.startsWith('..');
}
