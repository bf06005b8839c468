import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { Refusal } from '../../text/refusal';
import { ifThere, systemErrorCode } from '../../text/system-error';

/**
 * What is in a file; undefined where nothing is there. Never waits: a pipe would have a read wait for whoever writes
 * to it, and a device may have no end.
 * @throws Refusal where PATH, as the user knows it, is something else than a file
 */
export function readRegularFile(file: string, path: string): Buffer | undefined {
  const descriptor = ifThere(() => openToRead(file, path));
  if (descriptor === undefined) return undefined;
  try {
    if (!fstatSync(descriptor).isFile()) throw notAFile(path);
    return readFileSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function openToRead(file: string, path: string): number {
  try {
    return openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    // What the system says of a socket, and of a device that nothing is behind.
    if (['ENXIO', 'ENODEV'].includes(systemErrorCode(error) ?? '')) throw notAFile(path);
    throw error;
  }
}

function notAFile(path: string): Refusal {
  return Refusal.of('no-file', path, 'is a folder, a pipe, a socket or a device and no file; move it away');
}
