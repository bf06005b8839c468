import { join, resolve } from 'node:path';
import { Refusal, type Notice } from '../text/refusal';
import type { Migration } from './migration';
import { checkSql } from './sql-check';
import type { CreatedExtension, SqlVerdict } from './sql-verdict';

export type JudgedMigration = Migration & Pick<SqlVerdict, 'concurrently' | 'statements'>;

interface Circumstances {
  readonly root: string;
  /** Where the files are in it. */
  readonly directory: string;
  /** The server's major version. */
  readonly major: number;
  /** The procedures that somebody is going to call. */
  readonly scheduled: readonly string[];
  /** Why an extension must not be created so; undefined where it may. @default - all may */
  readonly complaint?: (extension: CreatedExtension, migration: Migration) => string | undefined;
}

/** What the grammar of the server's version says of each. @throws Refusal with everything that is wrong in any of them */
export function judgeMigrations(
  migrations: readonly Migration[],
  { root, directory, major, scheduled, complaint = () => undefined }: Circumstances,
): JudgedMigration[] {
  const verdicts = checkSql(
    migrations.map(({ sql }) => sql),
    major,
    resolve(root, directory),
  );
  const judged = verdicts.flatMap((verdict, index) => {
    const migration = migrations[index];
    return migration === undefined ? [] : [{ ...migration, ...verdict }];
  });
  const problems = judged.flatMap((migration) => {
    const extensions = migration.extensions.flatMap((extension) => {
      const message = complaint(extension, migration);
      return message === undefined ? [] : [{ ...extension, message }];
    });
    return [...migration.problems, ...extensions].map(({ line, column, message }): Notice => {
      const path = `${join(directory, migration.file)}:${line}:${column}`;
      return { code: 'sql-invalid', path, message };
    });
  });
  const procedures = new Set(judged.flatMap((one) => one.procedures));
  for (const name of scheduled.filter((one) => !procedures.has(one))) {
    const message = `creates no procedure ${name}, which is to be called on a schedule; add it, or correct its name`;
    problems.push({ code: 'no-procedure', path: directory, message });
  }
  if (problems.length > 0) throw new Refusal(problems);
  return judged;
}
