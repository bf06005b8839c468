import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { textFiles } from '../scripts/text-files.mjs';
import { median } from './median.mjs';

const SIZES = [1, 100, 1_000, 10_000];
const ROUNDS = 3;
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
    entryPoints: ['synth-many.ts', 'floor-many.ts', 'cdk8s-synth-many.ts'].map((name) =>
      join(import.meta.dirname, name),
    ),
    plugins: [timedRendering],
  });

  console.log(
    `\ngrowth: databases in one app, milliseconds a database, medians of ${ROUNDS} rounds; beside each run its floor, a bare script`,
  );
  console.log(
    'that builds the constructs and writes, or reads, the same files the same way, in the same round',
  );
  console.log(
    '          constructs  rendering  first run   floor  times  unchanged   floor  times   memory  cdk8s App.synth()',
  );
  for (const size of SIZES) {
    const ours = await synthTwice(folder, size);
    const theirs = await run(
      { timeout: A_MINUTE },
      join(folder, 'cdk8s-synth-many.js'),
      size,
      join(folder, `cdk8s-${size}`),
    );
    const each = (ms, width) => (ms / size).toFixed(3).padStart(width);
    const beside = ({ whole, floor, times }, width) =>
      `${each(whole, width)} ${each(floor, 7)} ${times.toFixed(2).padStart(6)}`;
    const synth = ours.constructs + ours.rendering;
    console.log(
      `  ${String(size).padStart(6)} ${each(ours.constructs, 11)} ${each(ours.rendering, 10)} ${beside(ours.first, 10)} ${beside(ours.unchanged, 10)} ${String(ours.megabytes).padStart(5)} MB  ` +
        (theirs === undefined
          ? 'more than a minute'
          : `${each(theirs.synth, 0)} (${theirs.megabytes} MB), ${(theirs.synth / synth).toFixed(1)} times`),
    );
  }
}

/** The program's own call of renderManifests() is the one that is timed. */
const timedRendering = {
  name: 'timed-rendering',
  setup({ onResolve }) {
    onResolve({ filter: /\/kubernetes\/manifests$/ }, ({ importer }) =>
      importer.endsWith('plan-synth.ts')
        ? { path: join(import.meta.dirname, 'timed-manifests.ts') }
        : undefined,
    );
  },
};

/** The medians of ROUNDS: how long the first run's writing takes is the disk's mood. */
async function synthTwice(folder, size) {
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await oneRound(folder, `${size}-${round}`, size));
  return medians(rounds);
}

function medians(rounds) {
  const [first] = rounds;
  if (typeof first === 'number') return median(rounds);
  return Object.fromEntries(Object.keys(first).map((key) => [key, medians(rounds.map((one) => one[key]))]));
}

/**
 * Into a repository that has none, and again when nothing changed, each in a process of its own as users run it. What
 * was written stays until the end: for half a minute ext4 goes round the inodes of files that were deleted, and a first
 * run behind it takes five times as long.
 */
async function oneRound(folder, name, size) {
  const repository = join(folder, name);
  const base = join(repository, 'k8s/base');
  const program = join(folder, 'synth-many.js');
  const floor = join(folder, 'floor-many.js');
  mkdirSync(base, { recursive: true });
  writeFileSync(join(base, 'kustomization.yaml'), 'kind: Kustomization\nresources:\n  - namespace.yaml\n');
  const first = await run({}, program, size, repository);
  const written = await run({}, floor, size, join(folder, `${name}-floor`), 'write', base);
  const again = await run({}, program, size, repository);
  const read = await run({}, floor, size, base, 'read');
  if (first.written < size || again.written !== 0)
    throw new Error('the benchmark does not measure what it says');
  return {
    constructs: again.constructs,
    rendering: again.rendering,
    megabytes: Math.max(first.megabytes, again.megabytes),
    first: beside(first, written),
    unchanged: beside(again, read),
  };
}

function beside({ constructs, rendering, planAndWrite }, { floor }) {
  const whole = constructs + rendering + planAndWrite;
  return { whole, floor, times: whole / floor };
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
