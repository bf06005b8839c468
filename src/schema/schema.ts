import { refuseUnknownProps } from '../text/known-props';

/** A stored procedure of the schema that is called on a schedule, for example one that drops old partitions. */
export interface ScheduledProcedure {
  /** Its name. It takes no arguments, and one of the migrations creates it. */
  readonly procedure: string;
  /** The five fields of cron, in the cluster's time zone (mostly UTC): `0 3 * * *` is each night at three. */
  readonly schedule: string;
}

export interface SchemaProps {
  /** Each runs as a CronJob, with the role that owns the database. @default - none */
  readonly scheduled?: readonly ScheduledProcedure[];
}

/**
 * The tables and indexes of a database, as a folder of SQL files that are applied in order, each once.
 * @example Schema.fromDirectory('schema')
 */
export class Schema {
  private constructor(
    readonly directory: string,
    readonly scheduled: readonly ScheduledProcedure[],
  ) {}

  /**
   * The files `0001_what_it_does.sql`, `0002_…` of a folder in the repository, in the order of their numbers. Files
   * without `.sql` are ignored. A synth is refused if there is no such file, if the names do not give a clear order, or
   * if the SQL is not valid for the server's version.
   */
  static fromDirectory(directory: string, props: SchemaProps = {}): Schema {
    refuseUnknownProps('SchemaProps', 'Schema.fromDirectory', props);
    return new Schema(directory, props.scheduled ?? []);
  }
}
