import type { Size } from 'cdk8s';
import type { SqliteSource } from './sqlite-source';

export interface SqliteToPostgresProps {
  readonly from: SqliteSource;
  /** Says what would be moved, kept in another form, left behind and refused, and changes nothing. @default false */
  readonly dryRun?: boolean;
  /** Tables, and columns as `table.column`, that are not wanted in PostgreSQL. @default - none */
  readonly leaveBehind?: readonly string[];
  /** Room on the node for a copy of the file and for its rows as text: four times its size. @default - 2 GiB */
  readonly scratch?: Size;
  /** An image with Python 3.9 or newer, for example the application's. @default python:3.13-slim-trixie */
  readonly image?: string;
}
