import { loadAll } from 'js-yaml';
import { join } from 'node:path';
import { mappingAt, textAt } from '../text/mapping';
import { Refusal, type Notice } from '../text/refusal';
import type { Synthesis } from '../gitops/synth/synthesis';
import type { Migration } from './migration';

interface Migrations {
  /** The database, whose folder has its name. */
  readonly instance: string;
  readonly directory: string;
  readonly migrations: readonly Migration[];
}

/**
 * What stands in the YAML may have run: a database that has it would never get what is changed in it afterwards.
 * @throws Refusal for each migration that is another one now, or is gone
 */
export function refuseRewriting(synthesis: Synthesis, { instance, directory, migrations }: Migrations): void {
  if (synthesis.force) return;
  const files = new Map(migrations.map(({ file, sql }) => [file, sql]));
  const next = String(migrations.length + 1).padStart(digitsOf(migrations), '0');
  const problems = committedMigrations(synthesis, instance)
    .filter(({ file, sql }) => files.get(file) !== sql)
    .map(({ file }): Notice => {
      const message = files.has(file)
        ? `has been edited since it was synthesized, and may have run by now; give it back what it held and put the change into a new one, ${next}_….sql, or give --force where it has run nowhere`
        : 'is gone since it was synthesized, and may have run by now; put it back, or give --force where it has run nowhere';
      return { code: 'migration-edited', path: join(directory, file), message };
    });
  if (problems.length > 0) throw new Refusal(problems);
}

function digitsOf([first]: readonly Migration[]): number {
  return /^\d+/.exec(first?.file ?? '')?.[0].length ?? 0;
}

/** Those that stand in the YAML, and may have run by now. */
export function committedMigrations(synthesis: Synthesis, instance: string): Migration[] {
  const text = synthesis.standing(instance, 'configmap.yaml') ?? '';
  // Seen without reading YAML in the runs of those who have no schema.
  if (!text.includes(`${instance}-schema-`)) return [];
  const name = new RegExp(`^${instance}-schema-[0-9a-f]{8}$`);
  const data = objectsIn(text, synthesis.repository.pathOf(`${instance}/configmap.yaml`))
    .filter((object) => name.test(textAt(mappingAt(object, 'metadata'), 'name') ?? ''))
    .map((object) => mappingAt(object, 'data'));
  return data
    .flatMap((one) => Object.entries(one))
    .filter((entry): entry is [string, string] => /^\d+_.*\.sql$/.test(entry[0]))
    .map(([file, sql]) => ({ file, sql }));
}

/** Two branches that each have a new migration meet in the files that are made of them. */
function objectsIn(text: string, path: string): unknown[] {
  try {
    return loadAll(text);
  } catch {
    throw Refusal.of(
      'not-readable',
      path,
      'is no YAML, as after a merge with a conflict; take one side of it ("git checkout --ours" and its folder), give your migration the next free number, and synthesize again',
    );
  }
}
