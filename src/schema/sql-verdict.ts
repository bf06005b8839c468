/** What PostgreSQL's grammar, and what a migration may be, say of a text. */
export interface SqlVerdict {
  readonly problems: readonly SqlProblem[];
  /**
   * Set where it creates or drops an index CONCURRENTLY, which no transaction may do: the index that a build that was
   * cut short would leave behind invalid, as SQL spells its name; null where it drops one.
   */
  readonly concurrently?: string | null;
  /** The stored procedures that it creates. */
  readonly procedures: readonly string[];
  /** Where its statements are: line, first character and how many characters; the former two from 1 on. */
  readonly statements: readonly (readonly number[])[];
  /** The extensions that it creates. */
  readonly extensions: readonly CreatedExtension[];
}

/** A CREATE EXTENSION, and where it stands; both from 1 on. */
export interface CreatedExtension {
  readonly name: string;
  readonly ifNotExists: boolean;
  readonly line: number;
  readonly column: number;
}

export interface SqlProblem {
  /** Both from 1 on. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
}
