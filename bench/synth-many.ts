import { PostgresDatabase } from '../src/database/postgres-database';
import { GitOpsApp } from '../src/gitops/synth/git-ops-app';
import { isChange } from '../src/gitops/plan/plan';
import { planSynth } from '../src/gitops/synth/plan-synth';
import { synthOptions } from '../src/gitops/synth/synth-options';
import { writePlan } from '../src/gitops/plan/writer';
import { renderingTime } from './timed-manifests';

/** One synth of so many databases, each with its folder, in place. */
const [, , size = '1', repository = '.'] = process.argv;

const begin = performance.now();
const app = new GitOpsApp();
for (let number = 0; number < Number(size); number++) new PostgresDatabase(app, `database-${number}`);
const constructed = performance.now();
const plan = planSynth(app, synthOptions({ repository }, { inPlace: true }));
writePlan(plan);
const end = performance.now();

process.stdout.write(
  JSON.stringify({
    constructs: constructed - begin,
    rendering: renderingTime,
    planAndWrite: end - constructed - renderingTime,
    written: plan.changes.filter(isChange).length,
    megabytes: Math.round(process.resourceUsage().maxRSS / 1024),
  }),
);
