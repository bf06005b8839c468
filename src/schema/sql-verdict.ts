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
}

export interface SqlProblem {
  /** Both from 1 on. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
}
