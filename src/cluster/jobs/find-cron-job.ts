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

/** As the CronJobs are called. */
export type Purpose = 'backup' | 'restore' | 'restore-wal';

export interface Wanted {
  readonly purpose: Purpose;
  /** The database, as main.ts calls it. @default - the only one that has it */
  readonly database?: string;
}

export interface FoundCronJobs {
  /** The database's. */
  readonly instance: string;
  /** By the number of their store. */
  readonly stores: ReadonlyMap<number, CronJob>;
}

export interface FoundCronJob {
  /** The database's. */
  readonly instance: string;
  readonly cronJob: CronJob;
}

/** The CronJob of STORE, from 1 on; there is one archive. @throws Refusal as below, or if there is no such store */
export async function findCronJob(cluster: Cluster, wanted: Wanted, store: number): Promise<FoundCronJob> {
  const { instance, stores } = await findCronJobs(cluster, wanted);
  const cronJob = stores.get(store);
  if (cronJob !== undefined) return { instance, cronJob };
  const message = `is ${store}; the database "${instance}" has the stores ${[...stores.keys()].sort().join(', ')}`;
  throw Refusal.of('no-backup-there', '--store', message);
}

/** One for each store, in CLUSTER. @throws Refusal if there is none, or several databases have one */
export async function findCronJobs(cluster: Cluster, { database, purpose }: Wanted): Promise<FoundCronJobs> {
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
  const { code, kind, prop } = purpose === 'restore-wal' ? ARCHIVE : BACKUPS;
  const refusal = (message: string): Refusal => Refusal.of(code, `namespace ${namespace}`, message);
  if (one === undefined) {
    const there = names === '' ? `no database there has ${kind}` : `databases with ${kind}: ${names}`;
    throw refusal(
      `has no ${database === undefined ? 'database' : `database "${database}"`} with ${kind}; ${there}; check --database, --namespace and --context, or turn it on by ${prop} in main.ts`,
    );
  }
  if (another !== undefined) {
    throw refusal(`has several databases with ${kind}; give one of them as --database: ${names}`);
  }
  return one;
}

const BACKUPS = { code: 'no-backup-there', kind: 'backups', prop: 'backup: {}' } as const;
const ARCHIVE = { code: 'no-archive-there', kind: 'a WAL archive', prop: 'backup: { wal: {} }' } as const;

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
