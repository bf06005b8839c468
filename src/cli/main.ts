import { Command } from 'commander';
import { reportFailure } from './failure';
import { kustomizationCommand } from './kustomization';
import { secretCommand } from './secret';
import { synthCommand } from './synth';

async function main(): Promise<void> {
  const program = new Command('cdk8s-database')
    .description('PostgreSQL for an application on Kubernetes, as plain YAML in its own GitOps repository')
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

main().catch(reportFailure);
