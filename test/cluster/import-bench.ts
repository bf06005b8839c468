import type { Example } from './example';
import { importJob } from './import-job';
import type { Namespace } from './namespace';

const POD = 'import-bench';

/**
 * The Job's own pod with its containers side by side, each asleep: their scripts are run by hand, for many databases one
 * after the other. What this leaves out is the kubelet's order of the containers.
 */
export class ImportBench {
  static async start(namespace: Namespace, example: Example): Promise<ImportBench> {
    const { spec } = await importJob(example);
    const { metadata, spec: pod } = spec.template;
    const containers = [...pod.initContainers, ...pod.containers].map((container) => ({
      ...container,
      command: ['sleep', 'infinity'],
    }));
    await namespace.kubectl(['create', '-f', '-'], {
      input: JSON.stringify({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { ...metadata, name: POD },
        spec: { ...pod, initContainers: [], containers, terminationGracePeriodSeconds: 0 },
      }),
    });
    await namespace.explained(
      namespace.kubectl(['wait', `pod/${POD}`, '--for=condition=Ready', '--timeout=100s']),
    );
    const reader = pod.initContainers.find(({ name }) => name === 'read');
    return new ImportBench(namespace, (reader?.command ?? []).slice(0, -1).join(' '));
  }

  private constructor(
    private readonly namespace: Namespace,
    private readonly read: string,
  ) {}

  /** Imports a file of the volume into each database of FILES. FLAGS: more for the reader. */
  async importAll(files: Readonly<Record<string, string>>, ...flags: string[]): Promise<void> {
    const all = (script: (database: string, file: string) => string): string =>
      Object.entries(files)
        .map(
          ([database, file]) =>
            `(mkdir -p /work/${database}; cd /work/${database}; ${script(database, file)})`,
        )
        .join('\n');
    await this.shell(
      'catalog',
      all((database) => `PGDATABASE=${database} sh /etc/sqlite-to-postgres/catalog.sh`),
    );
    await this.shell(
      'read',
      all(
        (_, file) => `${this.read} ${flags.join(' ')} /source/${file} >read.log 2>&1; echo $? >read.status`,
      ),
    );
    await this.shell(
      'load',
      all(
        (database) =>
          `[ "$(cat read.status)" = 0 ] && PGDATABASE=${database} sh /etc/sqlite-to-postgres/load.sh >load.log 2>&1; echo $? >load.status`,
      ),
    );
  }

  /** What was said of one database. */
  async log(database: string): Promise<string> {
    return await this.shell('read', `cd /work/${database}; cat read.log load.log 2>/dev/null || true`);
  }

  private async shell(container: string, script: string): Promise<string> {
    const exec = ['exec', '-i', POD, '-c', container, '--', 'sh'];
    return (await this.namespace.kubectl(exec, { input: script })).stdout;
  }
}
