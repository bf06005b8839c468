import { lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ifReadable } from '../text/if-readable';
import { build, Interrupted, type Kustomize } from './kustomize';

const PREFIX = 'cdk8s-database-proof-';

/** Builds a kustomization of files that are only in memory; undefined if it cannot be built. */
export type BuildFiles = (folder: string, files: ReadonlyMap<string, Buffer>) => string | undefined;

/**
 * Runs WORK with a builder, whose files are in a folder that only this user can read and that is removed at the end: they
 * have secrets in them.
 */
export function withWorkspace<T>(kustomize: Kustomize, work: (buildFiles: BuildFiles) => T): T {
  removeLeftOvers();
  const directory = mkdtempSync(join(tmpdir(), PREFIX));
  try {
    const home = join(directory, 'home');
    mkdirSync(home);
    let count = 0;
    return work((folder, files) => {
      const root = join(directory, String(count++));
      for (const [path, bytes] of files) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), bytes, { mode: 0o600 });
      }
      return build(kustomize, join(root, folder), home);
    });
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    rmSync(directory, { recursive: true, force: true });
    process.kill(process.pid, error.signal);
    throw error;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** A run that was killed by force could not remove its folder. No build takes as long as this. */
const ABANDONED_AFTER = 60 * 60_000;

function removeLeftOvers(): void {
  for (const name of ifReadable(() => readdirSync(tmpdir())) ?? []) {
    if (!name.startsWith(PREFIX)) continue;
    const folder = join(tmpdir(), name);
    ifReadable(() => {
      const { mtimeMs, uid } = lstatSync(folder);
      if (uid !== process.getuid?.() || Date.now() - mtimeMs < ABANDONED_AFTER) return;
      rmSync(folder, { recursive: true, force: true });
    });
  }
}
