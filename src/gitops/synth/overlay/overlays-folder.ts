import { posix } from 'node:path';

/** Where the environments' overlays are: beside the base, as in kustomize's documentation. */
export function overlaysFolder(base: string): string {
  return posix.join(posix.dirname(base), 'overlays');
}

/** The Component of a chart's folder in an environment. */
export function environmentFolder(base: string, environment: string, folder: string): string {
  return `${overlaysFolder(base)}/${environment}/${folder}`;
}
