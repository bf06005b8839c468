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
        'synthesize a database with a newer major version than the committed one: its pod copies the data to a new volume before the server starts',
      )
      .option(
        '--finish',
        'after the server runs with the data: remove the upgrade steps; the old volume’s PVC stays',
      )
      .addOption(
        new Option(
          '--drop-old-claims',
          'when the old data is no longer needed: remove the PVCs of older versions, and those from before a restored snapshot, from the YAML; Argo CD or Flux may then delete them',
        ).conflicts('finish'),
      ),
    ({ finish, dropOldClaims, ...flags }: UpgradeFlags) => ({
      ...flags,
      upgrade: dropOldClaims ? 'drop-old-claims' : finish ? 'finish' : 'begin',
    }),
  );
}
