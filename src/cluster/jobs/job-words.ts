import { bytes } from '../status/amounts';
import type { JobStatus } from '../status/status';

/** In plain words, what a Job of a backup or a restore that is complete says of itself. */
export function wordsOf({ job, result = {} }: JobStatus): string {
  const { backup, bytes: size, restored, rows, seconds } = result;
  const time = typeof seconds === 'number' ? ` in ${seconds} s` : '';
  if (typeof backup === 'string') {
    const large = typeof size === 'number' ? `: ${bytes(size)}, read back whole,` : '';
    return `the backup ${backup} is in the store${large}${time}`;
  }
  if (typeof restored === 'string') {
    const many = typeof rows === 'number' ? ` with ${rows} ${rows === 1 ? 'row' : 'rows'}` : '';
    return `the backup ${restored} is restored${many}${time}; each table has the rows that it had in the backup`;
  }
  return `the Job ${job} is complete`;
}
