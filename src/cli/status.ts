import { isatty } from 'node:tty';
import { Command } from 'commander';
import { writeOut } from '../gitops/synth/standard-streams';
import { printableJson } from '../text/printable';
import { declared } from './declared';

interface StatusFlags {
  readonly context?: string;
  readonly namespace?: string;
  readonly json?: boolean;
}

export function statusCommand(): Command {
  return new Command('status')
    .description(
      'show how the databases in the cluster are: one screen, and exit with 1 if something needs attention',
    )
    .option('--context <context>', 'a context of the kubeconfig (default: the current one)')
    .option(
      '-n, --namespace <namespace>',
      'the namespace of the databases (default: the base’s, else that of the context)',
    )
    .option('--json', 'print JSON')
    .action(async ({ json = false, ...location }: StatusFlags) => {
      // Loaded here, so that a synth does not load them.
      const [{ Kubectl }, { readStatus }, { screenOf }, { default: picocolors }] = await Promise.all([
        import('../cluster/kubectl'),
        import('../cluster/status/read-status'),
        import('../cluster/status/screen'),
        import('picocolors'),
      ]);
      const { databases, ...main } = await declared();
      const now = Date.now();
      const status = await readStatus(new Kubectl({ ...main, ...location }), databases, now);
      const { NO_COLOR, TERM } = process.env;
      const isColored = isatty(1) && !NO_COLOR && TERM !== 'dumb';
      writeOut(json ? printableJson(status) : screenOf(status, picocolors.createColors(isColored), now));
      if (status.warnings.length > 0) process.exitCode = 1;
    });
}
