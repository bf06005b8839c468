import { writeSync } from 'node:fs';
import { systemErrorCode } from '../../text/system-error';

/** Written at once and past `process.stdout`: to set that up takes a twentieth of a synth. */
export function writeOut(text: string): void {
  write(1, text);
}

export function writeErr(text: string): void {
  write(2, text);
}

/** How often a pipe is asked that is full and may not be waited for, in milliseconds. */
const PAUSE = 5;

function write(descriptor: number, text: string): void {
  let rest: Uint8Array = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      const code = systemErrorCode(error);
      if (code === 'EPIPE') endUnread();
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
    }
  }
}

/** Who reads no further, as head does, has seen enough; what was to be written to files is written by then. */
export function endUnread(): never {
  process.exit();
}
