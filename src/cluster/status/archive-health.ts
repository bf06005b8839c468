import type { ArchiveStatus } from './status';

/** The server tries again after a minute at the latest, and a file takes seconds. */
const LONGEST_WAIT = 15 * 60_000;

/** True if the last try to archive a file has failed, or a file waits for as long as if none was made. */
export function isFailing({ lastArchived, lastFailed, waiting }: ArchiveStatus, now: number): boolean {
  const lastTryFailed =
    lastFailed !== undefined &&
    (lastArchived === undefined || Date.parse(lastFailed.at) > Date.parse(lastArchived.at));
  return lastTryFailed || (waiting !== undefined && now - Date.parse(waiting.since) > LONGEST_WAIT);
}
