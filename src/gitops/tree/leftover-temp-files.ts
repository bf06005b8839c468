import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** How a file is called while it is being written: nothing that a user or kustomize would take for their own. */
const TEMPORARY = /^\..+\.cdk8s-database\.tmp$/;

export function isTemporary(name: string): boolean {
  return TEMPORARY.test(name);
}

/** What a run that was killed left in a folder. */
export function straysIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter(isTemporary)
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}
