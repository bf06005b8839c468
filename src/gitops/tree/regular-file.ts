import { closeSync, constants, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { Refusal } from '../../text/refusal';
import { ifExists, systemErrorCode } from '../../text/system-error';

/**
 * The content of a file; undefined if it does not exist. Never blocks: reading a pipe waits for its writer, and reading
 * a device may never end.
 * @throws Refusal if it is not a regular file. PATH names it in the error
 */
export function readRegularFile(file: string, path: string): Buffer | undefined {
  const descriptor = ifExists(() => openToRead(file, path));
  if (descriptor === undefined) return undefined;
  try {
    const found = fstatSync(descriptor);
    if (!found.isFile()) throw notAFile(path);
    return readAll(descriptor, found.size);
  } finally {
    closeSync(descriptor);
  }
}

/** Most files are small, and share the memory of others; readFileSync() would ask for the size again. */
function readAll(descriptor: number, size: number): Buffer {
  const bytes = Buffer.allocUnsafe(size);
  const isWhole = size > 0 && readSync(descriptor, bytes, 0, size, 0) === size;
  return isWhole ? bytes : readFileSync(descriptor);
}

function openToRead(file: string, path: string): number {
  try {
    return openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    // The errors of a socket, and of a device file without a device.
    if (['ENXIO', 'ENODEV'].includes(systemErrorCode(error) ?? '')) throw notAFile(path);
    throw error;
  }
}

function notAFile(path: string): Refusal {
  return Refusal.of('no-file', path, 'is a folder, a pipe, a socket or a device, not a file; move it away');
}
