import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { writeErr } from '../gitops/synth/standard-streams';
import { FLAGS_VARIABLE, flagsFromEnvironment, type SynthFlags } from '../gitops/synth/synth-options';
import { synthDefaultApp } from './default-app';
import { findProgram } from './project';
import { runCommand, runProgram } from './program';

export function synthCommand(): Command {
  return synthesizing(
    new Command('synth').description(
      'synthesize the base with its database, from the program that cdk8s.yaml names, else by the defaults',
    ),
  );
}

/** A command that synthesizes: it takes a program and says where to. FLAGS are what it stands for. */
export function synthesizing(
  command: Command,
  flagsOf: (given: SynthFlags) => SynthFlags = (given) => given,
): Command {
  return command
    .argument(
      '[program]',
      'the TypeScript or JavaScript that composes it (default: what app: in cdk8s.yaml names)',
    )
    .option('--repository <dir>', 'the GitOps repository (default: the current folder)')
    .option('--base <dir>', 'the folder in it with the kustomization.yaml (default: k8s/base)')
    .option('--output <dir>', 'where the synthesized base is written (default: dist)')
    .option('--in-place', 'change the repository’s own files')
    .option('--check', 'write nothing; show what is not as main.ts says, exit 1 where something is not')
    .option('--dry-run', 'write nothing; show what would change')
    .option('--json', 'report the changes and warnings as JSON on stdout')
    .option(
      '--force',
      'overwrite what somebody else wrote or edited in the database’s folder, or a migration that stands there',
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

/** Runs the program, or the default composition, as FLAGS say. */
export async function runSynth(argument: string | undefined, flags: SynthFlags): Promise<void> {
  const directory = resolve(flags.repository ?? '.');
  const absolute: SynthFlags = {
    ...flags,
    ...(flags.repository !== undefined && { repository: directory }),
    ...(flags.output !== undefined && { output: resolve(flags.output) }),
  };
  // Set where this is what `app:` of a cdk8s.yaml names, and we run it ourselves.
  const outer = flagsFromEnvironment();
  const agreed = overruledBy(outer, absolute);
  process.env[FLAGS_VARIABLE] = JSON.stringify(agreed);

  const program = argument === undefined ? undefined : { file: resolve(argument) };
  // Who is started by a cdk8s.yaml does not look into it again.
  const chosen = program ?? (outer === undefined ? findProgram(directory) : undefined);
  if (chosen === undefined) {
    if (outer === undefined) warnOfUnnamedProgram(directory);
    synthDefaultApp();
  } else if ('file' in chosen) runProgram(chosen.file);
  else await runCommand(chosen.command, directory, agreed);
}

/** A main.ts that nothing names is not run; its author may think that it is. */
function warnOfUnnamedProgram(directory: string): void {
  if (!existsSync(join(directory, 'main.ts'))) return;
  const message = 'is not run, since no app: in a cdk8s.yaml names it (npx cdk8s-database synth main.ts)';
  writeErr(`warning: main.ts: ${message} (program-not-named)\n`);
}

/** What was asked for goes before what `app:` says: a --check is one, whatever stands there. */
function overruledBy(outer: SynthFlags | undefined, { inPlace, output, ...flags }: SynthFlags): SynthFlags {
  const saysWhere = outer?.inPlace !== undefined || outer?.output !== undefined;
  return {
    ...flags,
    ...(!saysWhere && inPlace !== undefined && { inPlace }),
    ...(!saysWhere && output !== undefined && { output }),
    ...outer,
  };
}
