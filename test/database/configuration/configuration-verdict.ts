import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { UNPRIVILEGED } from '../../postgres/binaries';

export interface ConfigurationVerdict {
  readonly isTaken: boolean;
  /** The value of the setting that was asked for, or why there is none. */
  readonly said: string;
}

/** A shell starts a program in a fraction of the time that a Node with a test framework inside takes. */
const SCRIPT = `
  program=$1 asked=$2; shift 2
  for folder; do
    "$program" -D "$folder" -C "$asked" >"$folder/said" 2>&1
    echo $? >"$folder/status"
  done`;

/**
 * What `postgres` says of each text as its postgresql.conf, read as at a start; it then prints a setting and ends.
 * It needs no data, and takes some milliseconds.
 */
export async function configurationVerdicts(
  binaries: string,
  texts: readonly string[],
  asked = 'data_directory',
): Promise<ConfigurationVerdict[]> {
  const root = mkdtempSync(join(tmpdir(), 'configurations-'));
  chmodSync(root, 0o755);
  const folders = texts.map((text, index) => {
    const folder = join(root, String(index));
    mkdirSync(folder);
    chmodSync(folder, 0o777);
    writeFileSync(join(folder, 'postgresql.conf'), text, { mode: 0o644 });
    return folder;
  });
  const shells = availableParallelism();
  await Promise.all(
    Array.from({ length: shells }, async (_, shell) => {
      const share = folders.filter((_folder, index) => index % shells === shell);
      const args = ['-c', SCRIPT, 'sh', join(binaries, 'postgres'), asked, ...share];
      const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C' };
      await once(spawn('sh', args, { ...UNPRIVILEGED, cwd: root, env, stdio: 'ignore' }), 'close');
    }),
  );
  const verdicts = folders.map((folder) => ({
    isTaken: readFileSync(join(folder, 'status'), 'utf8').trim() === '0',
    said: readFileSync(join(folder, 'said'), 'utf8'),
  }));
  rmSync(root, { recursive: true });
  return verdicts;
}
