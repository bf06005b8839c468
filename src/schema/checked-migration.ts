import { join, resolve } from 'node:path';
import { Refusal, type Notice } from '../text/refusal';
import type { Migration } from './migration';
import { checkSql } from './sql-check';
import type { CreatedExtension, CheckedSql } from './checked-sql';

export type CheckedMigration = Migration & Pick<CheckedSql, 'concurrently' | 'statements'>;

interface CheckOptions {
  readonly root: string;
  /** The folder with the files, relative to the root. */
  readonly directory: string;
  /** The server's major version. */
  readonly major: number;
  /** The procedures that are called on a schedule. */
  readonly scheduled: readonly string[];
  /** Why a migration must not create an extension; undefined if it may. @default - each may be created */
  readonly problemWith?: (extension: CreatedExtension, migration: Migration) => string | undefined;
}

/** Checks each migration with the grammar of the server's version. @throws Refusal with the problems of all of them */
export function checkMigrations(
  migrations: readonly Migration[],
  { root, directory, major, scheduled, problemWith = () => undefined }: CheckOptions,
): CheckedMigration[] {
  const results = checkSql(
    migrations.map(({ sql }) => sql),
    major,
    resolve(root, directory),
  );
  const checked = results.flatMap((result, index) => {
    const migration = migrations[index];
    return migration === undefined ? [] : [{ ...migration, ...result }];
  });
  const problems = checked.flatMap((migration) => {
    const extensions = migration.extensions.flatMap((extension) => {
      const message = problemWith(extension, migration);
      return message === undefined ? [] : [{ ...extension, message }];
    });
    return [...migration.problems, ...extensions].map(({ line, column, message }): Notice => {
      const path = `${join(directory, migration.file)}:${line}:${column}`;
      return { code: 'sql-invalid', path, message };
    });
  });
  const procedures = new Set(checked.flatMap((one) => one.procedures));
  for (const name of scheduled.filter((one) => !procedures.has(one))) {
    const message = `does not create procedure ${name}, which is to be called on a schedule; add it, or correct its name`;
    problems.push({ code: 'no-procedure', path: directory, message });
  }
  if (problems.length > 0) throw new Refusal(problems);
  return checked;
}
