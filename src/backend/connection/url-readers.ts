import { Fact } from '../../gitops/synth/fact';
import type { Workload } from '../../gitops/tree/workload';
import type { DatabaseUrl } from '../url/database-url';

/** The workloads that read the URL of the database in a folder. */
export const URL_READERS = new Fact<Workload>();

/** The keys from which they read it, each with its URL in the base. */
export const URL_KEYS = new Fact<{ readonly key: string; readonly url: DatabaseUrl }>();
