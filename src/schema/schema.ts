/** A stored procedure of the schema that is called again and again, for example one that drops old partitions. */
export interface ScheduledProcedure {
  /** Its name; it takes no arguments, and is created by one of the migrations. */
  readonly procedure: string;
  /** When, in the five fields of cron and the cluster's time zone (mostly UTC): `0 3 * * *` is each night at three. */
  readonly schedule: string;
}

export interface SchemaProps {
  /** Each runs as a CronJob, as the role that owns the database. @default - none */
  readonly scheduled?: readonly ScheduledProcedure[];
}

/** The tables and indexes of a database, as a folder of SQL files that are applied one after the other, each once. */
export class Schema {
  private constructor(
    readonly directory: string,
    readonly scheduled: readonly ScheduledProcedure[],
  ) {}

  /**
   * The files `0001_what_it_does.sql`, `0002_…` of a folder of the repository, in the order of their numbers; others
   * than `.sql` are left alone. A synth is refused where there is none, where the names leave the order open, or
   * where the server's version does not understand the SQL.
   */
  static fromDirectory(directory: string, { scheduled = [] }: SchemaProps = {}): Schema {
    return new Schema(directory, scheduled);
  }
}
