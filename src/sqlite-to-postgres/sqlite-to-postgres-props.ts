import type { Size } from 'cdk8s';
import type { SqliteSource } from './sqlite-source';

export interface SqliteToPostgresProps {
  /** The SQLite file or dump whose rows are moved. */
  readonly from: SqliteSource;
  /** Only reports what would be moved, converted, left behind and refused. @default false */
  readonly dryRun?: boolean;
  /** Tables, and columns as `table.column`, that are not moved to PostgreSQL. @default - none */
  readonly leaveBehind?: readonly string[];
  /** Space on the node for a copy of the file and its rows as text: four times the file's size. @default - 2 GiB */
  readonly scratch?: Size;
  /** An image with Python 3.9 or newer, for example the application's. @default python:3.13-slim-trixie */
  readonly image?: string;
}
