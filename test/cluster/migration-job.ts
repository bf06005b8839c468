import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { load } from 'js-yaml';
import type { Example } from './example';
import type { Namespace } from './namespace';

export interface MigrationJob {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly template: {
      readonly metadata: object;
      readonly spec: { readonly containers: readonly { readonly env: readonly Variable[] }[] };
    };
  };
}

interface Variable {
  readonly name: string;
  readonly value: string;
}

/** The Job that was rendered last. */
export async function migrationJob(example: Example): Promise<MigrationJob> {
  return load(await readFile(join(example.base, 'database', 'job.yaml'), 'utf8')) as MigrationJob;
}

/** Applies what was rendered last, and waits for its Job to end as OUTCOME says. Returns what the Job has said. */
export async function migrated(
  namespace: Namespace,
  example: Example,
  outcome: 'complete' | 'failed' = 'complete',
): Promise<string> {
  await namespace.apply(join(example.base, 'database'));
  const name = `job/${(await migrationJob(example)).metadata.name}`;
  await namespace.explained(
    namespace.kubectl(['wait', name, `--for=condition=${outcome}`, '--timeout=100s']),
  );
  return (await namespace.kubectl(['logs', name])).stdout;
}
