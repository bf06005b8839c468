import { GitOpsApp, BackupStore, SqliteVolume } from 'cdk8s-database';
import { Size } from 'cdk8s';

const app = new GitOpsApp({ base: 'k8s/base' });

for (const workload of ['auth', 'matchmaking']) {
  // Each environment in its own place: one that shared it would let the other's backups go.
  const store = (environment: string): BackupStore =>
    BackupStore.s3({
      endpoint: 'https://s3.example.com',
      bucket: 'game-backups',
      prefix: `${environment}/${workload}-db`,
      credentialsSecret: 'backup-credentials',
    });
  new SqliteVolume(app, `${workload}-db`, {
    workload,
    storage: { size: Size.gibibytes(1), storageClass: 'fast-ssd' },
    backup: { schedule: '0 2 * * *', keep: 30, to: store('production') },
    environments: {
      dev: { storage: { storageClass: 'standard' }, backup: 'none' },
      test: { storage: { storageClass: 'standard' }, backup: { keep: 7, to: store('test') } },
      production: {},
    },
  });
}

app.synth();
