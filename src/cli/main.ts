import { Command } from 'commander';
import { reportFailure } from './failure';
import { initCommand } from './init';
import { kustomizationCommand } from './kustomization';
import { secretCommand } from './secret';
import { synthCommand } from './synth';

async function main(): Promise<void> {
  const program = new Command('cdk8s-database')
    .description('PostgreSQL for an application on Kubernetes, as plain YAML in its own GitOps repository')
    .addCommand(initCommand())
    .addCommand(synthCommand())
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

// Also of what a program leaves behind it: Node's own exit status for it would say that --check found a difference.
process.on('uncaughtException', reportFailure);
main().catch(reportFailure);
