import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { textFiles } from '../scripts/text-files.mjs';
import { median } from './median.mjs';

const SIZES = [1, 100, 1_000, 10_000];
const ROUNDS = 5;
const A_MINUTE = 60_000;

/** The synth of many databases in one app, each size in a process of its own; beside it cdk8s' own App.synth(). */
export async function growth() {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-database-bench-'));
  try {
    await growIn(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function growIn(folder) {
  const common = {
    bundle: true,
    format: 'cjs',
    loader: textFiles,
    logLevel: 'warning',
    outdir: folder,
    platform: 'node',
    target: 'node20',
  };
  await build({
    ...common,
    entryPoints: ['synth-many.ts', 'cdk8s-synth-many.ts'].map((name) => join(import.meta.dirname, name)),
    plugins: [timedRendering],
  });

  console.log(
    `\ngrowth: databases in one app, milliseconds a database (memory at the most), medians of ${ROUNDS} rounds`,
  );
  console.log(
    '           constructs  rendering   plan+write: first  unchanged     ratio            cdk8s App.synth()',
  );
  for (const size of SIZES) {
    const ours = await synthTwice(join(folder, 'synth-many.js'), folder, size);
    const theirs = await run(
      { timeout: A_MINUTE },
      join(folder, 'cdk8s-synth-many.js'),
      size,
      join(folder, `cdk8s-${size}`),
    );
    const cells = [ours.constructs, ours.rendering, ours.first, ours.unchanged].map((ms) =>
      (ms / size).toFixed(3).padStart(11),
    );
    const synth = ((ours.constructs + ours.rendering) / size).toFixed(3);
    console.log(
      `  ${String(size).padStart(6)} ${cells[0]} ${cells[1]}         ${cells[2]} ${cells[3]}  ${ours.ratio.toFixed(2).padStart(8)}  (${ours.megabytes} MB)  ` +
        (theirs === undefined
          ? 'more than a minute'
          : `${(theirs.synth / size).toFixed(3)} (${theirs.megabytes} MB), ${(theirs.synth / size / synth).toFixed(1)} times`),
    );
  }
}

/** The program's own call of renderManifests() is the one that is timed. */
const timedRendering = {
  name: 'timed-rendering',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/manifests$/ }, ({ importer }) =>
      importer.endsWith('plan-synth.ts')
        ? { path: join(import.meta.dirname, 'timed-manifests.ts') }
        : undefined,
    );
  },
};

/** The medians of ROUNDS: how long the first run's writing takes is the disk's mood. */
async function synthTwice(program, folder, size) {
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++)
    rounds.push(await oneRound(program, join(folder, `${size}-${round}`), size));
  return Object.fromEntries(
    Object.keys(rounds[0]).map((key) => [key, median(rounds.map((one) => one[key]))]),
  );
}

/**
 * Into a repository that has none, and again when nothing changed, each in a process of its own as users run it. What
 * was written stays until the end: for half a minute ext4 goes round the inodes of files that were deleted, and a first
 * run behind it takes five times as long.
 */
async function oneRound(program, repository, size) {
  mkdirSync(join(repository, 'k8s/base'), { recursive: true });
  writeFileSync(
    join(repository, 'k8s/base/kustomization.yaml'),
    'kind: Kustomization\nresources:\n  - namespace.yaml\n',
  );
  const first = await run({}, program, size, repository);
  const again = await run({}, program, size, repository);
  if (first.written < size || again.written !== 0)
    throw new Error('the benchmark does not measure what it says');
  return {
    ...again,
    first: first.planAndWrite,
    unchanged: again.planAndWrite,
    ratio: again.planAndWrite / first.planAndWrite,
  };
}

/** Undefined where it did not end in time. */
async function run(limits, program, size, ...more) {
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--max-old-space-size=8192', program, String(size), ...more],
      limits,
    );
    return JSON.parse(stdout);
  } catch (error) {
    if (error.killed) return undefined;
    throw error;
  }
}
