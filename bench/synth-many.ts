import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PostgresDatabase } from '../src/database/postgres-database';
import { GitOpsApp } from '../src/gitops/git-ops-app';
import { renderManifests } from '../src/gitops/manifests';
import { isChange } from '../src/gitops/plan';
import { planSynth } from '../src/gitops/plan-synth';
import { synthOptions } from '../src/gitops/synth-options';
import { writePlan } from '../src/gitops/writer';

/** So many databases, each with its folder, into a repository that has none, and again when nothing changed. */
const size = Number(process.argv[2]);
const repository = mkdtempSync(join(tmpdir(), 'synth-many-'));
const base = join(repository, 'k8s/base');
mkdirSync(base, { recursive: true });
writeFileSync(join(base, 'kustomization.yaml'), 'kind: Kustomization\nresources:\n  - namespace.yaml\n');

function clock(): () => number {
  const from = process.hrtime.bigint();
  return () => Number(process.hrtime.bigint() - from) / 1e6;
}

const options = synthOptions({ repository }, { inPlace: true });

/** The times of one synth; rendering is timed by itself and taken off the plan, which renders as well. */
function synth(): { constructs: number; rendering: number; planAndWrite: number; written: number } {
  let time = clock();
  const app = new GitOpsApp();
  for (let number = 0; number < size; number++) new PostgresDatabase(app, `database-${number}`);
  const constructs = time();

  time = clock();
  renderManifests(app, () => undefined);
  const rendering = time();

  time = clock();
  const plan = planSynth(app, options);
  writePlan(plan);
  return {
    constructs,
    rendering,
    planAndWrite: time() - rendering,
    written: plan.changes.filter(isChange).length,
  };
}

const first = synth();
const again = synth();
if (first.written < size || again.written !== 0)
  throw new Error('the benchmark does not measure what it says');
rmSync(repository, { recursive: true });

process.stdout.write(
  JSON.stringify({
    constructs: again.constructs,
    rendering: again.rendering,
    first: first.planAndWrite,
    unchanged: again.planAndWrite,
    megabytes: Math.round(process.resourceUsage().maxRSS / 1024),
  }),
);
