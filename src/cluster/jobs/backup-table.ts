import { printable } from '../../text/printable';
import { bytes, span } from '../status/amounts';
import type { CronJob } from '../status/objects';
import type { StoreList } from './list-backups';

/** What is in a store, the newest last, for reading. */
export function backupTable(store: number, restore: CronJob, { backups }: StoreList, now: number): string {
  const rows = backups.map(({ backup, bytes: size, version }) => [
    backup,
    `${span(now - timeOf(backup))} ago`,
    size === undefined ? 'its manifest cannot be read' : bytes(size),
    version === undefined ? '' : `PostgreSQL ${version.split(' ')[0] ?? ''}`,
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => row.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  '));
  const many = backups.length === 0 ? 'no backups' : `backups: ${backups.length}`;
  return [`store ${store}, ${placeOf(restore)}; ${many}`, ...lines.map((line) => `  ${line.trimEnd()}`)]
    .map((line) => `${printable(line)}\n`)
    .join('');
}

/** As its Job finds it: the repository in a bucket, or the claim with the folder. */
function placeOf({ spec }: CronJob): string {
  const { containers, volumes = [] } = spec.jobTemplate.spec.template.spec;
  const variables = containers.flatMap(({ env = [] }) => env);
  const repository = variables.find(({ name }) => name === 'RESTIC_REPOSITORY')?.value;
  const claim = volumes.find(({ name }) => name === 'store')?.persistentVolumeClaim?.claimName;
  return repository ?? (claim === undefined ? 'of its own kind' : `claim ${claim}`);
}

function timeOf(name: string): number {
  return Date.parse(name.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}
