import { loadAll } from 'js-yaml';
import { join } from 'node:path';
import { mappingAt, textAt } from '../text/mapping';
import { Refusal, type Notice } from '../text/refusal';
import type { ObjectChange } from '../gitops/plan/object-change';
import type { Synthesis } from '../gitops/synth/synthesis';
import type { Migration } from './migration';

interface Migrations {
  /** The database's name, which is also its folder's. */
  readonly instance: string;
  readonly directory: string;
  readonly migrations: readonly Migration[];
}

/**
 * A migration in the committed YAML may have run, and a database that has it would never get a later change to it.
 * @throws Refusal for each committed migration that was edited or removed
 */
export function refuseRewriting(synthesis: Synthesis, { instance, directory, migrations }: Migrations): void {
  const files = new Map(migrations.map(({ file, sql }) => [file, sql]));
  const next = String(migrations.length + 1).padStart(digitsOf(migrations), '0');
  const problems = committedMigrations(synthesis, instance)
    .filter(({ file, sql }) => files.get(file) !== sql)
    .map(({ file }): Notice => {
      const message = files.has(file)
        ? `was edited after it was synthesized, and may have run; restore it and put the change into a new migration, ${next}_….sql, or give --force if it has run nowhere`
        : 'was removed after it was synthesized, and may have run; restore it, or give --force if it has run nowhere';
      return { code: 'migration-edited', path: join(directory, file), message };
    });
  if (problems.length > 0) throw new Refusal(problems);
}

function digitsOf([first]: readonly Migration[]): number {
  return /^\d+/.exec(first?.file ?? '')?.[0].length ?? 0;
}

/** The migrations in the committed YAML, which may have run. */
export function committedMigrations(synthesis: Synthesis, instance: string): Migration[] {
  const text = synthesis.committedText(instance, 'configmap.yaml') ?? '';
  // Without a schema, no YAML is parsed.
  if (!text.includes(`${instance}-schema-`)) return [];
  const data = objectsIn(text, synthesis.repository.pathOf(`${instance}/configmap.yaml`))
    .filter((object) =>
      isSchema(instance, {
        kind: textAt(object, 'kind') ?? '',
        name: textAt(mappingAt(object, 'metadata'), 'name') ?? '',
      }),
    )
    .map((object) => mappingAt(object, 'data'));
  return data
    .flatMap((one) => Object.entries(one))
    .filter((entry): entry is [string, string] => /^\d+_.*\.sql$/.test(entry[0]))
    .map(([file, sql]) => ({ file, sql }));
}

/** True if an object is the ConfigMap with a database's migrations. */
export function isSchema(instance: string, { kind, name }: Pick<ObjectChange, 'kind' | 'name'>): boolean {
  const beginning = `${instance}-schema-`;
  const isOurs = kind === 'ConfigMap' && name.startsWith(beginning);
  return isOurs && /^[0-9a-f]{8}$/.test(name.slice(beginning.length));
}

/** Two branches with a new migration each conflict in the generated files. */
function objectsIn(text: string, path: string): unknown[] {
  try {
    return loadAll(text);
  } catch {
    throw Refusal.of(
      'not-readable',
      path,
      'is not valid YAML, as after a merge with a conflict; take one side of it ("git checkout --ours" and its folder), give your migration the next free number, and synthesize again',
    );
  }
}
