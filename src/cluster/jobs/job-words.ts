import { bytes } from '../status/amounts';
import type { JobStatus } from '../status/status';

/**
 * In plain words, what a Job of a backup or a restore that is complete says of itself.
 * @param moment - the one that it has restored by the WAL, or `latest`
 */
export function wordsOf({ job, result = {} }: JobStatus, moment?: string): string {
  const { backup, bytes: size, restored, rows, seconds } = result;
  const time = typeof seconds === 'number' ? ` in ${seconds} s` : '';
  if (typeof backup === 'string') {
    const large = typeof size === 'number' ? `: ${bytes(size)}, read back whole,` : '';
    return `the backup ${backup} is in the store${large}${time}`;
  }
  if (typeof restored === 'string') {
    const many = typeof rows === 'number' ? ` with ${rows} ${rows === 1 ? 'row' : 'rows'}` : '';
    if (moment === undefined) {
      return `the backup ${restored} is restored${many}${time}; each table has the rows that it had in the backup`;
    }
    const when = moment === 'latest' ? 'the end of the archive' : moment;
    // Its seconds are those after the recovery.
    return `the database is restored as it was at ${when},${many}; each table has the rows that it had then`;
  }
  return `the Job ${job} is complete`;
}
