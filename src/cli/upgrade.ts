import { Command } from 'commander';
import type { SynthFlags } from '../gitops/synth-options';
import { synthesizing } from './synth';

export function upgradeCommand(): Command {
  return synthesizing(
    new Command('upgrade')
      .description(
        'synthesize a database of a newer major version than the committed one: its pod takes the data over onto a new volume before the server starts',
      )
      .option(
        '--finish',
        'the server runs with the data: leave the way there, and the old volume, out again',
      ),
    ({ finish, ...flags }: SynthFlags & { readonly finish?: boolean }) => ({
      ...flags,
      upgrade: finish ? 'finish' : 'begin',
    }),
  );
}
