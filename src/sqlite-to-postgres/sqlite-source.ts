export interface SqliteSourceProps {
  /** Name of the PersistentVolumeClaim with the file, in the database's namespace. It is mounted read-only. */
  readonly claim: string;
  /** Where the file is on the volume, for example `chat.db`: below the `mountPath` of the application, not with it. */
  readonly path: string;
  /** The `runAsUser` of the application, where nobody else may read its file. @default - 999, as the server has */
  readonly user?: number;
  /** Its `runAsGroup` or `fsGroup`, in the same case. @default - 999 */
  readonly group?: number;
}

/** Where the rows come from. */
export class SqliteSource {
  private constructor(
    readonly kind: 'file' | 'dump',
    readonly props: SqliteSourceProps,
  ) {}

  /** A SQLite file as the application has left it, with its `-wal` or `-journal` where it has one. */
  static file(props: SqliteSourceProps): SqliteSource {
    return new SqliteSource('file', props);
  }

  /** What the `sqlite3` shell's `.dump` has written. */
  static dump(props: SqliteSourceProps): SqliteSource {
    return new SqliteSource('dump', props);
  }
}
