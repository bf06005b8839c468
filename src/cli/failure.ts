import { CommanderError } from 'commander';
import { printable } from '../text/printable';
import { Refusal } from '../text/refusal';
import { presentRefusal } from '../gitops/synth/report';
import { writeErr } from '../gitops/synth/standard-streams';
import { systemErrorCode } from '../text/system-error';

/** A refusal is shown problem by problem; anything else is a fault of ours and keeps its stack. Exit status 2. */
export function reportFailure(error: unknown): void {
  if (error instanceof Refusal) {
    presentRefusal(error);
    return;
  }
  if (error instanceof CommanderError) {
    // Said already; to have asked for help is no failure.
    process.exitCode = error.exitCode === 0 ? 0 : 2;
    return;
  }
  process.exitCode = 2;
  if (systemErrorCode(error) !== undefined) {
    // Of the machine, and its message says what could not be done with which file.
    writeErr(`error: ${printable((error as Error).message)}\n`);
    return;
  }
  writeErr(`error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
}
