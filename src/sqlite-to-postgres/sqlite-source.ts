import { refuseUnknownProps } from '../text/known-props';

export interface SqliteSourceProps {
  /** Name of the PersistentVolumeClaim with the file, in the database's namespace. It is mounted read-only. */
  readonly claim: string;
  /** Path of the file on the volume, for example `chat.db`. It is relative to the application's `mountPath`. */
  readonly path: string;
  /** The application's `runAsUser`, if only that user may read the file. @default - 999, the server's user */
  readonly user?: number;
  /** The application's `runAsGroup` or `fsGroup`, if only that group may read the file. @default - 999 */
  readonly group?: number;
}

/**
 * The source of the rows.
 * @example SqliteSource.file({ claim: 'backend-data', path: 'chat.db' })
 */
export class SqliteSource {
  private constructor(
    readonly kind: 'file' | 'dump',
    readonly props: SqliteSourceProps,
  ) {}

  /** The application's SQLite file, with its `-wal` or `-journal` if there is one. */
  static file(props: SqliteSourceProps): SqliteSource {
    refuseUnknownProps('SqliteSourceProps', 'SqliteSource.file', props);
    return new SqliteSource('file', props);
  }

  /** The output of `.dump` of the `sqlite3` shell. */
  static dump(props: SqliteSourceProps): SqliteSource {
    refuseUnknownProps('SqliteSourceProps', 'SqliteSource.dump', props);
    return new SqliteSource('dump', props);
  }
}
