import { GitOpsApp, SqliteVolume } from 'cdk8s-database';
import { Size } from 'cdk8s';

const app = new GitOpsApp({ base: 'k8s/base' });

for (const workload of ['auth', 'matchmaking']) {
  new SqliteVolume(app, `${workload}-db`, {
    workload,
    storage: { size: Size.gibibytes(1), storageClass: 'fast-ssd' },
  });
}

app.synth();
