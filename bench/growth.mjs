import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const SIZES = [1, 100, 1_000, 10_000];
const A_MINUTE = 60_000;

/** The synth of many databases in one app, each size in a process of its own; beside it cdk8s' own App.synth(). */
export async function growth() {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-database-bench-'));
  const common = {
    bundle: true,
    format: 'cjs',
    loader: { '.conf': 'text', '.sh': 'text', '.sql': 'text' },
    logLevel: 'warning',
    outdir: folder,
    platform: 'node',
    target: 'node20',
  };
  await build({
    ...common,
    entryPoints: ['synth-many.ts', 'cdk8s-synth-many.ts'].map((name) => join(import.meta.dirname, name)),
  });

  console.log('\ngrowth: databases in one app, milliseconds a database (memory at the most)');
  console.log(
    '           constructs  rendering   plan+write: first  unchanged     ratio            cdk8s App.synth()',
  );
  for (const size of SIZES) {
    const ours = await run(join(folder, 'synth-many.js'), size);
    const theirs = await run(join(folder, 'cdk8s-synth-many.js'), size);
    const cells = [ours.constructs, ours.rendering, ours.first, ours.unchanged].map((ms) =>
      (ms / size).toFixed(3).padStart(11),
    );
    const synth = ((ours.constructs + ours.rendering) / size).toFixed(3);
    console.log(
      `  ${String(size).padStart(6)} ${cells[0]} ${cells[1]}         ${cells[2]} ${cells[3]}  ${(ours.unchanged / ours.first).toFixed(2).padStart(8)}  (${ours.megabytes} MB)  ` +
        (theirs === undefined
          ? 'more than a minute'
          : `${(theirs.synth / size).toFixed(3)} (${theirs.megabytes} MB), ${(theirs.synth / size / synth).toFixed(1)} times`),
    );
  }
  rmSync(folder, { recursive: true });
}

/** Undefined where it did not end in a minute. */
async function run(program, size) {
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--max-old-space-size=8192', program, String(size)],
      {
        timeout: A_MINUTE,
      },
    );
    return JSON.parse(stdout);
  } catch (error) {
    if (error.killed) return undefined;
    throw error;
  }
}
