import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The name of a file while it is being written. Neither users nor kustomize use such names. */
const TEMPORARY = /^\..+\.cdk8s-database\.tmp$/;

export function isTemporary(name: string): boolean {
  return TEMPORARY.test(name);
}

/** The temporary files that a killed run left in a folder. */
export function leftoverTempFilesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter(isTemporary)
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}
