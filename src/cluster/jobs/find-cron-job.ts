import { Refusal } from '../../text/refusal';
import type { Cluster } from '../cluster';
import {
  cronJobsOf,
  instanceOf,
  sorted,
  type CronJob,
  type Found,
  type StatefulSet,
} from '../status/objects';

export type Purpose = 'backup' | 'restore';

export interface Wanted {
  readonly purpose: Purpose;
  /** The database, as main.ts calls it. @default - the only one that has backups */
  readonly database?: string;
  /** Which of its stores, from 1 on. */
  readonly store: number;
}

/** The CronJob for it in CLUSTER. @throws Refusal if there is none, or several databases have one */
export async function findCronJob(cluster: Cluster, { database, purpose, store }: Wanted): Promise<CronJob> {
  const [{ namespace = 'default' }, objects] = await Promise.all([
    cluster.location(),
    cluster.get(['statefulsets', 'cronjobs']),
  ]);
  const found = sorted(objects);
  const servers = found.statefulSets.filter(({ metadata }) => instanceOf(metadata) !== '');
  const withStores = servers
    .map((server) => ({ instance: instanceOf(server.metadata), stores: storesOf(found, server, purpose) }))
    .filter(({ stores }) => stores.size > 0);
  const names = withStores
    .map(({ instance }) => instance)
    .sort()
    .join(', ');
  const matching = withStores.filter(({ instance }) => instance === (database ?? instance));
  const [one, another] = matching;
  if (one === undefined) {
    const there = names === '' ? 'no database there has backups' : `databases with backups: ${names}`;
    const message = `has no backups of ${database === undefined ? 'a database' : `the database "${database}"`}; ${there}; check --database, --namespace and --context, or turn them on by backup: {} in main.ts`;
    throw Refusal.of('no-backup-there', `namespace ${namespace}`, message);
  }
  if (another !== undefined) {
    const message = `has several databases with backups; give one of them as --database: ${names}`;
    throw Refusal.of('no-backup-there', `namespace ${namespace}`, message);
  }
  const cronJob = one.stores.get(store);
  if (cronJob !== undefined) return cronJob;
  const message = `is ${store}; the database "${one.instance}" has the stores ${[...one.stores.keys()].sort().join(', ')}`;
  throw Refusal.of('no-backup-there', '--store', message);
}

/** By number: the objects of the first one have no number in their names. */
export function storesOf(found: Found, server: StatefulSet, purpose: Purpose): Map<number, CronJob> {
  const stores = new Map<number, CronJob>();
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? purpose : `${purpose}-${number}`;
    const [cronJob] = cronJobsOf(found, server, new RegExp(`^${name}$`));
    if (cronJob === undefined) return stores;
    stores.set(number, cronJob);
  }
}
