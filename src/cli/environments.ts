import { Command } from 'commander';
import type { SynthFlags } from '../gitops/synth/synth-options';
import { runSynth } from './synth';

export function environmentsCommand(): Command {
  return new Command('environments')
    .description('list where the application finds its databases: in the base, and in each environment')
    .argument(
      '[program]',
      'the TypeScript or JavaScript that composes it (default: what app: in cdk8s.yaml names)',
    )
    .option('--repository <dir>', 'the GitOps repository (default: the current folder)')
    .option('--base <dir>', 'the folder in it with the kustomization.yaml (default: k8s/base)')
    .option('--json', 'as JSON')
    .action(async (program: string | undefined, flags: SynthFlags) => {
      await runSynth(program, { ...flags, inPlace: true, list: true });
    });
}
