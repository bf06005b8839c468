import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { writeErr } from '../gitops/synth/standard-streams';
import { FLAGS_VARIABLE, flagsFromEnvironment, type SynthFlags } from '../gitops/synth/synth-options';
import { synthDefaultApp } from './default-app';
import { enterRepository } from './enter-repository';
import { findProgram } from './project';
import { runCommand, runProgram } from './program';

export const REPOSITORY = 'the GitOps repository (default: the one that the current folder is in)';
export const BASE =
  'its folder with the kustomization.yaml (default: k8s/base, or the only one that is found)';

export function synthCommand(): Command {
  return synthesizing(
    new Command('synth').description(
      'synthesize the base with its database, by the program that cdk8s.yaml names or else by the defaults',
    ),
  );
}

/** Adds the argument and the options of a synth to COMMAND. FLAGSOF: the flags that the command implies. */
export function synthesizing(
  command: Command,
  flagsOf: (given: SynthFlags) => SynthFlags = (given) => given,
): Command {
  return command
    .argument(
      '[program]',
      'the TypeScript or JavaScript program (default: the one that app: in cdk8s.yaml names)',
    )
    .option('--repository <dir>', REPOSITORY)
    .option('--base <dir>', BASE)
    .option('--output <dir>', 'where the synthesized base is written (default: dist)')
    .option('--in-place', 'change the files of the repository itself')
    .option('--check', 'write nothing; show what differs from main.ts, and exit with 1 if anything does')
    .option('--dry-run', 'write nothing; show what would change')
    .option('--json', 'report the changes and warnings as JSON on stdout')
    .option(
      '--force',
      'overwrite files in the database’s folder that were edited by hand or are not managed, and committed migrations; skip the checks of PVC changes, renamed logins and upgrade steps',
    )
    .action(async (program: string | undefined, flags: SynthFlags, command: Command) => {
      if (flags.inPlace && flags.output !== undefined) {
        command.error('error: --in-place and --output exclude each other; give one of them', { exitCode: 2 });
      }
      if (flags.check && flags.dryRun) {
        command.error('error: --check and --dry-run exclude each other; give one of them', { exitCode: 2 });
      }
      await runSynth(program, flagsOf(flags));
    });
}

/** Runs the program, or else the default app, with FLAGS. */
export async function runSynth(argument: string | undefined, flags: SynthFlags): Promise<void> {
  const absolute: SynthFlags = {
    ...flags,
    ...(flags.repository !== undefined && { repository: resolve(flags.repository) }),
    ...(flags.output !== undefined && { output: resolve(flags.output) }),
  };
  // Set if `app:` of a cdk8s.yaml names this command, and another synth started it.
  const outer = flagsFromEnvironment();
  const agreed = overruledBy(outer, absolute);
  process.env[FLAGS_VARIABLE] = JSON.stringify(agreed);

  const program = argument === undefined ? undefined : { file: resolve(argument) };
  // A program that is named, and one that was started from cdk8s.yaml, is where it is meant to run.
  if (program === undefined && outer === undefined && flags.repository === undefined)
    enterRepository(flags.base);
  const directory = resolve(flags.repository ?? '.');
  // A synth that was started from cdk8s.yaml does not read it again.
  const chosen = program ?? (outer === undefined ? findProgram(directory) : undefined);
  if (chosen === undefined) {
    if (outer === undefined) warnOfUnnamedProgram(directory);
    synthDefaultApp();
  } else if ('file' in chosen) runProgram(chosen.file);
  else await runCommand(chosen.command, directory, agreed);
}

/** A main.ts that cdk8s.yaml does not name is not run, although its author may expect it. */
function warnOfUnnamedProgram(directory: string): void {
  if (!existsSync(join(directory, 'main.ts'))) return;
  const message = 'is not run, since no app: in a cdk8s.yaml names it (npx cdk8s-database synth main.ts)';
  writeErr(`warning: main.ts: ${message} (program-not-named)\n`);
}

/** The outer flags override those in `app:`: a --check stays one, whatever `app:` says. */
function overruledBy(outer: SynthFlags | undefined, { inPlace, output, ...flags }: SynthFlags): SynthFlags {
  const saysWhere = outer?.inPlace !== undefined || outer?.output !== undefined;
  return {
    ...flags,
    ...(!saysWhere && inPlace !== undefined && { inPlace }),
    ...(!saysWhere && output !== undefined && { output }),
    ...outer,
  };
}
