import { spawnSync } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { resolve } from 'node:path';
import { workTreeOf } from '../tree/git-index';
import { Refusal } from '../../text/refusal';
import { systemErrorCode } from '../../text/system-error';

/** How long a run waits for another run's lock, in milliseconds. */
const TIMEOUT = 30_000;

/** The pause between two attempts, in milliseconds, on systems that cannot block until the lock is free. */
const PAUSE = 50;

/** A flag of open() on BSD and macOS, for which Node has no constant. */
const O_EXLOCK = 0x20;
const HAS_EXLOCK = new Set<NodeJS.Platform>(['darwin', 'freebsd', 'netbsd', 'openbsd']);

/**
 * Runs WORK while no other run writes in the same git repository; outside of a repository, in the same folder.
 *
 * The kernel locks the folder itself. The lock ends with the process, however that ends, so none is ever left behind:
 * no lock file that must be removed or could be committed, and no process id that another process may have got meanwhile.
 * A container that mounts the folder sees the same lock.
 * @throws Refusal if another run does not end in time, or the folder cannot be locked
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

/** Undefined without a lock: the folder does not exist, which WORK reports, or the system has no such lock. */
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

/** Node has no call for it. The lock belongs to the open file, not to the process: it stays when `flock` has exited. */
function flock(descriptor: number, directory: string): void {
  const { error, status, stderr } = spawnSync('flock', ['-x', '3'], {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe', descriptor],
    timeout: TIMEOUT,
  });
  if (status === 0) return;
  const code = systemErrorCode(error);
  if (code === 'ETIMEDOUT') throw locked(directory);
  if (code === 'ENOENT') throw noLock(directory, 'the program flock is missing; install util-linux');
  throw noLock(directory, code ?? stderr.trim());
}

function lockElsewhere(directory: string): number | undefined {
  if (!HAS_EXLOCK.has(process.platform)) return undefined;
  const flags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NONBLOCK | O_EXLOCK;
  const end = Date.now() + TIMEOUT;
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
  const seconds = TIMEOUT / 1000;
  const message = `is locked by another run, which did not end within ${seconds} s; nothing was written: run again when it has ended`;
  return Refusal.of('locked', directory, message);
}

function noLock(directory: string, reason: string): Refusal {
  const message = `cannot be locked (${reason}), and without a lock two runs could overwrite each other's files; nothing was written: put the repository on a file system with locks, and let this user read its folder`;
  return Refusal.of('no-lock', directory, message);
}
