import { spawnSync } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { resolve } from 'node:path';
import { workTreeOf } from '../tree/git-index';
import { Refusal } from '../../text/refusal';
import { systemErrorCode } from '../../text/system-error';

/** How long a run waits for the one before it, in milliseconds. */
const PATIENCE = 30_000;

/** How often a system is asked that cannot be waited for, in milliseconds. */
const PAUSE = 50;

/** BSD's and macOS' flag of open(), for which Node has no name. */
const O_EXLOCK = 0x20;
const HAS_EXLOCK = new Set<NodeJS.Platform>(['darwin', 'freebsd', 'netbsd', 'openbsd']);

/**
 * Does WORK while no other run that writes is at work in the same git repository; outside of one, in the same folder.
 *
 * The lock is the kernel's, on the folder itself. It ends with the process, however that ends, so that none is ever
 * left behind: there is no file to remove, to commit or to take for somebody's, no process number that another process
 * may have by now, and a container that has the folder mounted meets the same lock.
 * @throws Refusal where another run does not end, or the folder cannot be locked
 */
export function underLock<T>(folder: string, work: () => T): T {
  const directory = workTreeOf(resolve(folder));
  const descriptor = lock(directory);
  try {
    return work();
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Undefined where there is nothing to lock: no folder, of which WORK has more to say, or a system that has no such lock. */
function lock(directory: string): number | undefined {
  try {
    return process.platform === 'linux' ? lockOnLinux(directory) : lockElsewhere(directory);
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    if (code === undefined) throw error;
    throw noLock(directory, code);
  }
}

function lockOnLinux(directory: string): number {
  const descriptor = openSync(directory, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    flock(descriptor, directory);
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** Node has no call for it. A lock belongs to what is open and not to who asked: it stays when flock has ended. */
function flock(descriptor: number, directory: string): void {
  const { error, status, stderr } = spawnSync('flock', ['-x', '3'], {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe', descriptor],
    timeout: PATIENCE,
  });
  if (status === 0) return;
  const code = systemErrorCode(error);
  if (code === 'ETIMEDOUT') throw locked(directory);
  if (code === 'ENOENT') throw noLock(directory, 'there is no program flock; install util-linux');
  throw noLock(directory, code ?? stderr.trim());
}

function lockElsewhere(directory: string): number | undefined {
  if (!HAS_EXLOCK.has(process.platform)) return undefined;
  const flags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NONBLOCK | O_EXLOCK;
  const end = Date.now() + PATIENCE;
  while (Date.now() < end) {
    try {
      return openSync(directory, flags);
    } catch (error) {
      if (systemErrorCode(error) !== 'EAGAIN') throw error;
    }
    pause();
  }
  throw locked(directory);
}

function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
}

function locked(directory: string): Refusal {
  const seconds = PATIENCE / 1000;
  const message = `is being written to by another run, which did not end within ${seconds} s; nothing was written: run again when it is done`;
  return Refusal.of('locked', directory, message);
}

function noLock(directory: string, reason: string): Refusal {
  const message = `cannot be locked (${reason}), and two runs at once would undo each other's work; nothing was written: put the repository on a file system that has locks, and let this user read its folder`;
  return Refusal.of('no-lock', directory, message);
}
