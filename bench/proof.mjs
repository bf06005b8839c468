import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from './median.mjs';

const ROUNDS = 9;

/** A synth of the example with an overlay, with the proof by the machine's kustomize and without, in turn. */
export function proof() {
  const root = join(import.meta.dirname, '..');
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-database-bench-'));
  const repository = join(folder, 'chatbot');
  cpSync(join(root, 'examples/chatbot'), repository, { recursive: true });
  // Where verdicts are kept.
  mkdirSync(join(repository, 'node_modules'));
  mkdirSync(join(repository, '.git'));
  mkdirSync(join(repository, 'k8s/overlays/prod'), { recursive: true });
  const program = join(root, 'bin/cdk8s-database.js');
  const env = { ...process.env };
  delete env.KUSTOMIZE;
  const synth = (flags, kustomize) => {
    const begin = performance.now();
    const { status, stderr } = spawnSync(
      process.execPath,
      [program, 'synth', '--repository', repository, ...flags],
      { env: { ...env, ...kustomize }, encoding: 'utf8' },
    );
    if (status === 2) throw new Error(stderr);
    return performance.now() - begin;
  };
  const without = { KUSTOMIZE: '' };
  const times = { unchanged: [], 'unchanged, not built': [], changed: [], 'changed, not built': [] };
  const overlay = (round) =>
    writeFileSync(
      join(repository, 'k8s/overlays/prod/kustomization.yaml'),
      `resources: [../../base]\ncommonAnnotations: { round: "${round}" }\n`,
    );
  try {
    for (let round = 0; round < ROUNDS; round++) {
      // Before the first write, so each build is made before and after the plan.
      overlay(round);
      rmSync(join(repository, 'node_modules/.cache'), { recursive: true, force: true });
      times.changed.push(synth(['--dry-run'], {}));
      times['changed, not built'].push(synth(['--dry-run'], without));
    }
    synth(['--in-place'], {});
    for (let round = 0; round < ROUNDS; round++) {
      times.unchanged.push(synth(['--check'], {}));
      times['unchanged, not built'].push(synth(['--check'], without));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  console.log(`\nproof: a base and an overlay, built before and after; medians of ${ROUNDS} rounds`);
  for (const name of ['unchanged', 'changed']) {
    const [built, others] = [times[name], times[`${name}, not built`]];
    // Of each pair: a machine that is busy slows both.
    const ratio = median(built.map((one, round) => one / others[round]));
    console.log(
      `  ${name.padEnd(10)} ${median(built).toFixed(0).padStart(5)} ms, ${ratio.toFixed(2)} times a synth that builds nothing (${median(others).toFixed(0)} ms)`,
    );
  }
}
