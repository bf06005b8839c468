import { Command, Option } from 'commander';
import type { SynthFlags } from '../gitops/synth/synth-options';
import { synthesizing } from './synth';

interface UpgradeFlags extends SynthFlags {
  readonly finish?: boolean;
  readonly dropOldClaims?: boolean;
}

export function upgradeCommand(): Command {
  return synthesizing(
    new Command('upgrade')
      .description(
        'synthesize a database of a newer major version than the committed one: its pod takes the data over onto a new volume before the server starts',
      )
      .option(
        '--finish',
        'the server runs with the data: leave the way there out again; the old volume’s claim stays',
      )
      .addOption(
        new Option(
          '--drop-old-claims',
          'the old data is not wanted any more: leave the claims of older versions out; a pruner then deletes them',
        ).conflicts('finish'),
      ),
    ({ finish, dropOldClaims, ...flags }: UpgradeFlags) => ({
      ...flags,
      upgrade: dropOldClaims ? 'drop-old-claims' : finish ? 'finish' : 'begin',
    }),
  );
}
