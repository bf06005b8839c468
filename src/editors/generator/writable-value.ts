import { Refusal } from '../../text/refusal';

/** In a ConfigMap, kustomize makes a blank of what YAML 1.1 takes for a line end. */
const LOST = /[\0\u0085\u2028\u2029]/;

/** @throws Refusal for a value that kustomize does not give to the application as it is */
export function checkWritable(key: string, value: string, path: string): void {
  if (!LOST.test(value) && value.isWellFormed()) return;
  const message = `cannot hold the value of ${key}: not allowed are half of a character (UTF-16), NUL, and the line ends U+0085, U+2028 and U+2029, which kustomize changes`;
  throw Refusal.of('unwritable-value', path, message);
}
