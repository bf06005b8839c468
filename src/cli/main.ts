import { Command } from 'commander';
import { version } from '../../package.json';
import { endUnread, writeErr, writeOut } from '../gitops/synth/standard-streams';
import { backupCommand } from './backup';
import { environmentsCommand } from './environments';
import { reportFailure } from './failure';
import { generatorCommand } from './generator';
import { initCommand } from './init';
import { kustomizationCommand } from './kustomization';
import { restoreCommand } from './restore';
import { secretCommand } from './secret';
import { statusCommand } from './status';
import { synthCommand } from './synth';
import { upgradeCommand } from './upgrade';

const COMMANDS = new Map([
  ['init', initCommand],
  ['synth', synthCommand],
  ['upgrade', upgradeCommand],
  ['environments', environmentsCommand],
  ['status', statusCommand],
  ['backup', backupCommand],
  ['restore', restoreCommand],
  ['kustomization', kustomizationCommand],
  ['secret', secretCommand],
  ['generator', generatorCommand],
]);

async function main(): Promise<void> {
  const program = new Command('cdk8s-database')
    .description('PostgreSQL for an application on Kubernetes, as plain YAML in its own GitOps repository')
    .version(version);
  // The others are defined where somebody asks which there are.
  const named = COMMANDS.get(process.argv[2] ?? '');
  for (const command of named === undefined ? COMMANDS.values() : [named]) program.addCommand(command());
  throwUsageErrors(program);
  await program.parseAsync();
}

/** Commander would exit with 1, which here means that `--check` found a difference. */
function throwUsageErrors(command: Command): void {
  command.exitOverride().configureOutput({ writeErr, writeOut });
  command.commands.forEach(throwUsageErrors);
}

/** Of what a program of the user's writes; set up when it does, and not at each start. */
function endWhereNobodyReads(name: 'stdout' | 'stderr'): void {
  const standard = Object.getOwnPropertyDescriptor(process, name);
  const get = (): NodeJS.WriteStream => {
    Object.defineProperty(process, name, { ...standard });
    return process[name].on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      endUnread();
    });
  };
  Object.defineProperty(process, name, { configurable: true, enumerable: true, get });
}

endWhereNobodyReads('stdout');
endWhereNobodyReads('stderr');

// Also of what a program leaves behind it: Node's own exit status for it would say that --check found a difference.
process.on('uncaughtException', reportFailure);
main().catch(reportFailure);
