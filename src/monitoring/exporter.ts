import type { PodContainer } from '../server/capability';
import queries from './exporter-queries.yaml';

export const EXPORTER_PORT = 9187;
/** The name of that port in the pod and in the Service. */
export const PORT_NAME = 'metrics';
/** The collectors and the queries are those of this version: another one has other flags and metrics. */
export const EXPORTER_IMAGE = 'quay.io/prometheuscommunity/postgres-exporter:v0.17.1';
/** The only role that the exporter can be: pg_ident.conf maps its user to it, so that there is no password. */
export const MONITOR_ROLE = 'cdk8s_database_monitor';
/** `nobody`, in the exporter's image and in the server's. */
const NOBODY = 65534;

const QUERIES = 'queries.yaml';
export const EXPORTER_FILES = { [QUERIES]: queries };
const FOLDER = '/etc/postgres-exporter';

/**
 * Connects by the server's socket, to the database `postgres`: in the application's own, its owner chooses the search_path,
 * and may let nobody else in.
 */
const SOURCE = `host=/var/run/postgresql user=${MONITOR_ROLE} dbname=postgres sslmode=disable`;

/** A container that tells Prometheus about the server. VOLUME has EXPORTER_FILES. */
export function exporter(image: string, volume: string): PodContainer {
  return {
    args: [
      // Series for each table, role, lock and setting would be hundreds for a database, and no alert asks for them.
      '--disable-default-metrics',
      '--disable-settings-metrics',
      ...['locks', 'replication', 'replication_slot', 'roles', 'stat_bgwriter'].map(without),
      ...['stat_user_tables', 'statio_user_tables'].map(without),
      '--collector.database_wraparound',
      '--collector.postmaster',
      `--extend.query-path=${FOLDER}/${QUERIES}`,
    ],
    env: [
      { name: 'DATA_SOURCE_NAME', value: SOURCE },
      // A scrape gives up after ten seconds.
      { name: 'PGOPTIONS', value: '-c search_path=pg_catalog -c statement_timeout=9s' },
    ],
    image,
    name: 'exporter',
    ports: [{ containerPort: EXPORTER_PORT, name: PORT_NAME, protocol: 'TCP' }],
    runAsUser: NOBODY,
    volumeMounts: [
      { mountPath: FOLDER, name: volume, readOnly: true },
      { mountPath: '/var/run/postgresql', name: 'run', readOnly: true },
    ],
  };
}

function without(collector: string): string {
  return `--no-collector.${collector}`;
}
