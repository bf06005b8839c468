import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from './median.mjs';

const ROUNDS = 25;

/** The synth of the example as a whole process, in turn with what it is compared with. */
export async function startUp() {
  const root = join(import.meta.dirname, '..');
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-database-bench-'));
  const repository = join(folder, 'chatbot');
  cpSync(join(root, 'examples/chatbot'), repository, { recursive: true });
  const program = join(root, 'bin/cdk8s-database.js');

  const commands = {
    'node -e 0': [process.execPath, '-e', '0'],
    'cdk8s-database synth, no main.ts': [
      process.execPath,
      program,
      'synth',
      '--repository',
      repository,
      '--output',
      join(folder, 'dist'),
    ],
    'cdk8s-database synth, main.ts': [
      process.execPath,
      program,
      'synth',
      '--output',
      join(folder, 'dist-main'),
    ],
    'cdk8s synth (npx, --no-check-upgrade)': [
      'npx',
      'cdk8s',
      'synth',
      '--no-check-upgrade',
      '--output',
      join(folder, 'dist-cdk8s'),
    ],
    ...helm(),
  };
  const times = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  for (let round = -1; round < ROUNDS; round++) {
    for (const [name, [command, ...args]] of Object.entries(commands)) {
      // The slow peers are measured less often: their ratio is far from any threshold.
      if (name.includes('npx') && round % 5 !== 0) continue;
      const from = process.hrtime.bigint();
      const { status, stderr } = spawnSync(command, args, { cwd: root });
      const milliseconds = Number(process.hrtime.bigint() - from) / 1e6;
      if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`);
      if (round >= 0) times[name].push(milliseconds);
    }
  }
  rmSync(folder, { recursive: true });

  const floor = times['node -e 0'];
  console.log(
    '\nstart-up: the example, whole process, wall clock; ratio to node -e 0 in the same round, median (least to most)',
  );
  for (const [name, list] of Object.entries(times)) {
    const ratios =
      list.length === floor.length
        ? list.map((time, round) => time / floor[round])
        : list.map((time) => time / median(floor));
    console.log(
      `  ${name.padEnd(40)} ${median(list).toFixed(0).padStart(5)} ms  ${median(ratios).toFixed(2).padStart(6)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`,
    );
  }
  const ours = median(times['cdk8s-database synth, main.ts']);
  const theirs = median(times['cdk8s synth (npx, --no-check-upgrade)']);
  console.log(
    `  the cdk8s command line takes ${(theirs / ours).toFixed(1)} times as long for the same main.ts`,
  );
}

/** Bitnami's chart, where helm and an unpacked copy of it (BITNAMI_POSTGRESQL) are there. */
function helm() {
  const chart = process.env.BITNAMI_POSTGRESQL;
  if (chart === undefined || !existsSync(chart)) return {};
  return { 'helm template (Bitnami)': ['helm', 'template', 'database', chart] };
}
