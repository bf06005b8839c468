import { ApiObject } from 'cdk8s';
import { Capability, type Contribution, type PostgresDatabase } from 'cdk8s-database';

export interface ActivityLogProps {
  /** Seconds between two lines. */
  readonly everySeconds: number;
}

const QUERY = `select now(), xact_commit, xact_rollback, blks_read, blks_hit, blk_read_time
from pg_stat_database where datname = current_database();
`;

/** A line about the server's work at regular intervals, in the log of a container beside it. */
export class ActivityLog extends Capability<PostgresDatabase> {
  private readonly configMap: ApiObject;

  constructor(
    database: PostgresDatabase,
    id: string,
    private readonly props: ActivityLogProps,
  ) {
    super(database, id, props);
    // An object of its own: it goes into the database's folder.
    this.configMap = new ApiObject(this, 'query', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: `${database.node.id}-activity` },
      data: { 'activity.sql': QUERY },
    });
  }

  contribute(): Contribution {
    const loop = `while sleep ${this.props.everySeconds}; do psql --no-psqlrc --tuples-only --file=/etc/activity/activity.sql; done`;
    return {
      // Read times are zero without it.
      settings: { track_io_timing: true },
      clients: [{ labels: { app: 'reports' } }],
      volumes: [{ configMap: { name: this.configMap.name }, name: 'activity' }],
      sidecars: [
        {
          name: 'activity-log',
          image: 'postgres:16-bookworm',
          command: ['/bin/sh', '-c', loop],
          env: [
            { name: 'PGDATABASE', value: 'app' },
            // The server knows the pod's processes by their user: no password is needed.
            { name: 'PGHOST', value: '/var/run/postgresql' },
            { name: 'PGUSER', value: 'app' },
          ],
          volumeMounts: [
            { mountPath: '/etc/activity', name: 'activity', readOnly: true },
            { mountPath: '/var/run/postgresql', name: 'run' },
          ],
        },
      ],
      compose: ({ database, envFile, image, passwordVariable, service, user }) => ({
        services: {
          [`${service}-activity`]: {
            image,
            command: ['/bin/sh', '-c', `export PGPASSWORD="$${passwordVariable}"; ${loop}`],
            depends_on: { [service]: { condition: 'service_healthy' } },
            env_file: [envFile],
            environment: { PGDATABASE: database, PGHOST: service, PGSSLMODE: 'require', PGUSER: user },
            volumes: [`./compose/${service}-activity:/etc/activity:ro`],
          },
        },
        volumes: {},
        files: new Map([[`compose/${service}-activity/activity.sql`, QUERY]]),
      }),
    };
  }
}
