import { setTimeout as sleep } from 'node:timers/promises';
import type { BackupJobs, JobOptions, JobPod, Outcome, Pod, Toolbox } from './backup-jobs';
import { create } from './backup-stores';
import type { NodeShell } from './node-shell';
import type { OwnDatabase } from './own-database';

/** What is done to a backup while it is made. */
export const BACKUP_FAULTS = [
  'process killed',
  'pod deleted',
  'pod deleted by force',
  'disk full',
  'network cut',
  'store restarted',
  'server restarted',
  'sessions ended',
  'wrong password',
  'wrong credentials',
  'clock set wrong',
] as const;
export type BackupFault = (typeof BACKUP_FAULTS)[number];

/** Those that only one kind of store can have. */
export const OF_CLAIM: readonly BackupFault[] = ['disk full'];
export const OF_BUCKET: readonly BackupFault[] = ['store restarted', 'wrong credentials'];

/** As `ps` names them. */
const VICTIMS = ['pg_dump', 'psql', 'pg_restore', 'sha256sum', 'awk', 'tee', 'pg_dumpall'];
const VICTIMS_OF_CLAIM = [...VICTIMS, 'cat', 'cp'];
const VICTIMS_OF_BUCKET = [...VICTIMS, 'restic'];

/** One of these takes longer, so that a fault finds the backup at work. */
const STAGES = ['psql', 'pg_dumpall', 'pg_dump', 'pg_restore', 'sha256sum'];
const SLOW = `#!/bin/sh
name=\${0##*/}
if [ "$name" = "$SLOW" ]; then sleep 4; fi
for folder in /usr/lib/postgresql/*/bin /usr/bin /bin; do
  if [ -x "$folder/$name" ]; then exec "$folder/$name" "$@"; fi
done
`;
const PROGRAMS = 'slow-programs';

/** Kills the first process of a name that it sees from a moment on; it starts none itself but sleeps. */
const KILLER = `
( sleep $DELAY
  for _ in $(seq 300); do
    for one in /proc/[0-9]*; do
      read -r comm 2>/dev/null <"$one/comm" || continue
      if [ "$comm" = "$VICTIM" ] && kill -9 "\${one#/proc/}" 2>/dev/null; then exit; fi
    done
    sleep 0.02
  done ) &
exec sh "$PROGRAM/backup.sh"`;

/** It tells the time otherwise, and does all else. */
const DATE = `#!/bin/sh
if [ "$*" = +%s ]; then echo $(($(/usr/bin/date +%s) + OFFSET)); else exec /usr/bin/date "$@"; fi
`;
/** Shorter than the keepalives of a connection allow, and longer. */
const CUT_SECONDS = [5, 20, 50];

const CLOCK = 'wrong-clock';
const YEAR = 365 * 86_400;

/** Makes one backup with one fault. */
export class BackupSaboteur {
  constructor(
    private readonly own: OwnDatabase,
    private readonly jobs: BackupJobs,
    /** The S3 server's pod, to be made anew. */
    private readonly s3: object,
    private readonly node: NodeShell,
    private readonly random: () => number,
  ) {}

  static async prepare({ namespace }: OwnDatabase): Promise<void> {
    const wrong = { AWS_ACCESS_KEY_ID: 'backups', AWS_SECRET_ACCESS_KEY: 'wrong', RESTIC_PASSWORD: 'wrong' };
    await create(
      namespace,
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: CLOCK }, data: { date: DATE } },
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: PROGRAMS },
        data: Object.fromEntries(STAGES.map((program) => [program, SLOW])),
      },
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'wrong' }, stringData: wrong },
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'wrong-password' },
        stringData: { password: 'wrong', username: 'app' },
      },
    );
  }

  async inject(fault: BackupFault, cronJob: string, tools: Toolbox): Promise<Outcome> {
    switch (fault) {
      case 'process killed': {
        const victims = cronJob === 'database-backup' ? VICTIMS_OF_CLAIM : VICTIMS_OF_BUCKET;
        const env = { DELAY: (this.random() / 2).toFixed(2), VICTIM: this.oneOf(victims) };
        return await this.jobs.run(cronJob, { change: started(KILLER), env });
      }
      case 'pod deleted':
        return await this.during(cronJob, async ({ name }) => await this.deletePod(name));
      case 'pod deleted by force':
        return await this.during(
          cronJob,
          async ({ name }) => await this.deletePod(name, '--grace-period=0', '--force'),
        );
      case 'disk full':
        return await this.withFullDisk(cronJob, tools);
      case 'network cut':
        return await this.during(cronJob, async ({ uid }) => {
          await this.node.cutNetwork(uid, this.oneOf(CUT_SECONDS));
        });
      case 'store restarted':
        return await this.during(cronJob, async () => {
          await this.deletePod('s3', '--grace-period=0', '--force');
          await create(this.own.namespace, this.s3);
        });
      case 'server restarted':
        return await this.during(cronJob, async () => {
          await this.own.pod.replace('by force');
        });
      case 'sessions ended': {
        const all =
          "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'cdk8s_database_backup'";
        return await this.during(cronJob, async () => await this.own.pod.sql(all));
      }
      case 'wrong password':
        // One that is changed in the server, the server itself sets right again.
        return await this.jobs.run(cronJob, { change: withSecret('credentials', 'wrong-password') });
      case 'wrong credentials':
        return await this.jobs.run(cronJob, { change: withSecret('secrets', 'wrong') });
      case 'clock set wrong':
        return await this.jobs.run(cronJob, this.wrongClock());
    }
  }

  private oneOf<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.random() * items.length)] as Item;
  }

  /** The fault comes at a moment of chance after the program has started. */
  private async during(cronJob: string, fault: (pod: Pod['metadata']) => Promise<unknown>): Promise<Outcome> {
    const job = await this.jobs.start(cronJob, {
      change: onPath(PROGRAMS),
      env: { SLOW: this.oneOf(STAGES) },
    });
    for (;;) {
      const [pod] = await this.jobs.pods(job);
      if (pod !== undefined && pod.status.phase !== 'Pending') {
        await sleep(this.random() * 4000);
        // It may be done already, which is a moment like any other.
        await fault(pod.metadata);
        return await this.jobs.ended(job);
      }
      await sleep(100);
    }
  }

  private async deletePod(pod: string, ...flags: readonly string[]): Promise<void> {
    await this.own.namespace.kubectl(['delete', 'pod', pod, ...flags]);
  }

  /** From no room at all to less than a dump takes. */
  private async withFullDisk(cronJob: string, tools: Toolbox): Promise<Outcome> {
    const left = Math.floor(this.random() ** 2 * 4_000);
    const fill = `rm -f /store/ballast; free=$(df --output=avail -k /store | tail -n 1)
      fallocate -l $(((free - $1) * 1024)) /store/ballast || dd if=/dev/zero of=/store/ballast bs=64k 2>/dev/null || true`;
    await tools.shell(fill, String(left));
    try {
      return await this.jobs.run(cronJob);
    } finally {
      await tools.shell('rm -f /store/ballast');
    }
  }

  private wrongClock(): JobOptions {
    const offset = this.oneOf([-30 * YEAR, -YEAR, -86_400, -4000, 4000, 86_400, YEAR, 60 * YEAR]);
    return {
      change: onPath(CLOCK),
      env: { OFFSET: String(offset + Math.floor(this.random() * 1000)) },
    };
  }
}

const started =
  (script: string) =>
  ({ containers: [container] }: JobPod): void => {
    container.command = ['/bin/sh', '-c', script];
  };

/** The programs of a ConfigMap stand before those of the image. */
const onPath =
  (name: string) =>
  (pod: JobPod): void => {
    const [container] = pod.containers;
    pod.volumes.push({ name, configMap: { name, defaultMode: 0o555 } });
    container.volumeMounts.push({ name, mountPath: '/before' });
    started('export PATH="/before:$PATH"; exec sh "$PROGRAM/backup.sh"')(pod);
  };

const withSecret =
  (volume: string, secretName: string) =>
  ({ volumes }: JobPod): void => {
    const found = volumes.find((one) => (one as { readonly name: string }).name === volume);
    (found as { secret: { secretName: string } }).secret.secretName = secretName;
  };
