import { Command, Option } from 'commander';
import type { SynthFlags } from '../gitops/synth/synth-options';
import { BASE, REPOSITORY, runSynth } from './synth';

export function environmentsCommand(): Command {
  return new Command('environments')
    .description('list how the application connects to its databases, in the base and in each environment')
    .argument(
      '[program]',
      'the TypeScript or JavaScript program (default: the one that app: in cdk8s.yaml names)',
    )
    .option('--repository <dir>', REPOSITORY)
    .option('--base <dir>', BASE)
    .option('--json', 'print JSON')
    .addOption(new Option('--declare', 'print what main.ts declares').hideHelp())
    .action(async (program: string | undefined, flags: SynthFlags) => {
      await runSynth(program, { ...flags, inPlace: true, list: true });
    });
}
