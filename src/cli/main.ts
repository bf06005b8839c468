import { Command } from 'commander';
import { version } from '../../package.json';
import { environmentsCommand } from './environments';
import { reportFailure } from './failure';
import { initCommand } from './init';
import { kustomizationCommand } from './kustomization';
import { secretCommand } from './secret';
import { synthCommand } from './synth';
import { upgradeCommand } from './upgrade';

async function main(): Promise<void> {
  const program = new Command('cdk8s-database')
    .description('PostgreSQL for an application on Kubernetes, as plain YAML in its own GitOps repository')
    .version(version)
    .addCommand(initCommand())
    .addCommand(synthCommand())
    .addCommand(upgradeCommand())
    .addCommand(environmentsCommand())
    .addCommand(kustomizationCommand())
    .addCommand(secretCommand());
  throwUsageErrors(program);
  await program.parseAsync();
}

/** Commander would end the process with 1, which says here that `--check` found a difference. */
function throwUsageErrors(command: Command): void {
  command.exitOverride();
  command.commands.forEach(throwUsageErrors);
}

// Who reads no further, as head does, has seen enough; what was to be written is written by then.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}

// Also of what a program leaves behind it: Node's own exit status for it would say that --check found a difference.
process.on('uncaughtException', reportFailure);
main().catch(reportFailure);
