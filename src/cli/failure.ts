import { CommanderError } from 'commander';
import { printable } from '../text/printable';
import { Refusal } from '../text/refusal';
import { presentRefusal } from '../gitops/synth/report';
import { flagsFromEnvironment } from '../gitops/synth/synth-options';
import { writeErr } from '../gitops/synth/standard-streams';
import { systemErrorCode } from '../text/system-error';

/** Prints each problem of a refusal. Any other error is a bug of this program: its stack is printed. Exit status 2. */
export function reportFailure(error: unknown): void {
  if (error instanceof Refusal) {
    presentRefusal(error, asksForJson());
    return;
  }
  if (error instanceof CommanderError) {
    // Printed already by commander. To ask for help is not a failure.
    process.exitCode = error.exitCode === 0 ? 0 : 2;
    return;
  }
  process.exitCode = 2;
  if (systemErrorCode(error) !== undefined) {
    // An error of the operating system: its message names the operation and the file.
    writeErr(`error: ${printable((error as Error).message)}\n`);
    return;
  }
  writeErr(`error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
}

/** What failed may have failed before it read its flags, and another synth may have started this one. */
function asksForJson(): boolean {
  return process.argv.includes('--json') || flagsFromEnvironment()?.json === true;
}
