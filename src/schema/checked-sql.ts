/** The result of checking a text by PostgreSQL's grammar and by the rules of a migration. */
export interface CheckedSql {
  readonly problems: readonly SqlProblem[];
  /**
   * Set if the text creates or drops an index CONCURRENTLY, which is not possible in a transaction. It is the name, quoted
   * for SQL, of the index that an interrupted build would leave behind as invalid; null if an index is dropped.
   */
  readonly concurrently?: string | null;
  /** The stored procedures that the text creates. */
  readonly procedures: readonly string[];
  /** For each statement its line, its first character and its length in characters. Line and character count from 1. */
  readonly statements: readonly (readonly number[])[];
  /** The extensions that the text creates. */
  readonly extensions: readonly CreatedExtension[];
}

/** A CREATE EXTENSION and its position. Line and column count from 1. */
export interface CreatedExtension {
  readonly name: string;
  readonly ifNotExists: boolean;
  readonly line: number;
  readonly column: number;
}

export interface SqlProblem {
  /** Line and column count from 1. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
}
