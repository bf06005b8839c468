import { relative, resolve } from 'node:path';
import { Command } from 'commander';
import { underLock } from '../gitops/plan/lock';
import type { Plan } from '../gitops/plan/plan';
import { findBase } from '../gitops/tree/find-base';
import { printable } from '../text/printable';
import { presentPlan } from '../gitops/synth/report';
import { writeOut } from '../gitops/synth/standard-streams';
import { writePlan } from '../gitops/plan/writer';
import { enterRepository } from './enter-repository';
import { BASE, REPOSITORY } from './synth';

interface InitFlags {
  readonly repository?: string;
  readonly base?: string;
  readonly file?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly key?: string;
  readonly workload?: string;
  readonly variable?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

const NEXT = 'npm install, then npm run synth -- --in-place, and git diff to see the changes\n';

export function initCommand(): Command {
  return new Command('init')
    .description('write a main.ts for a repository, from what is in it, with the files that run and test it')
    .option('--repository <dir>', REPOSITORY)
    .option('--base <dir>', BASE)
    .option('--file <file>', 'the Secret’s file, relative to the base (default: detected)')
    .option('--name <name>', 'the name of the Secret, if there are several candidates')
    .option('--namespace <namespace>', 'the namespace of the Secret, if there are several candidates')
    .option('--key <key>', 'the key with the URL of the database (default: detected)')
    .option('--workload <workload>', 'the application’s workload, such as Deployment/api (default: detected)')
    .option('--variable <variable>', 'a variable of its connection, such as DB_HOST (default: detected)')
    .option('--dry-run', 'write nothing; show what would be written')
    .option('--json', 'report the changes and warnings as JSON on stdout')
    .action(async ({ dryRun = false, json = false, ...flags }: InitFlags) => {
      const start = resolve('.');
      if (flags.repository === undefined) enterRepository(flags.base);
      const { repository = '.', base = findBase(repository), ...secret } = flags;
      // Loaded here, so that a synth does not load it.
      const { planInit } = await import('../init/plan-init');
      const planned = (): Plan => planInit({ repository, base, secret });
      const written = (): Plan => {
        const plan = planned();
        writePlan(plan);
        return plan;
      };
      const plan = dryRun ? planned() : underLock(repository, written);
      presentPlan(plan, {
        repository: resolve(repository),
        base,
        output: undefined,
        mode: dryRun ? 'dry-run' : 'write',
        json,
        force: false,
      });
      const way = relative(start, resolve(repository));
      if (!dryRun && !json) writeOut(`next: ${way === '' ? '' : `cd ${printable(way)}, `}${NEXT}`);
    });
}
