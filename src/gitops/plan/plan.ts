import { dirname } from 'node:path';
import { realPathOf } from '../tree/pinned-folder';
import type { Notice } from '../../text/refusal';

export type Action = 'create' | 'update' | 'delete' | 'unchanged';

/** The change of one file, and its reason. */
export interface FileChange {
  /** Relative to the output's root, with `/`; shown to the user. */
  readonly path: string;
  /** The absolute path on this machine. */
  readonly file: string;
  readonly action: Action;
  readonly before: Buffer | undefined;
  readonly after: Buffer | undefined;
  readonly reason: string;
  /** Written first in place of `after`, which replaces it when all other files are written. */
  readonly interim?: Buffer;
  /** The file's permissions. @default - unchanged; for a new file 0666 minus the process' umask */
  readonly mode?: number;
  /** True if git ignores the file: a fresh clone is complete without it. @default false */
  readonly untracked?: boolean;
  /** The folder of its temporary file, which git ignores. @default - the file's own folder */
  readonly scratch?: string;
  /** True if the change is in a Secret's value: the diff then shows no value that could be a secret. @default false */
  readonly holdsSecret?: boolean;
  /** True for a file that a person wrote: it is synced to the disk before it replaces the old one. */
  readonly fsync?: boolean;
}

/** An application's connection to its database in one environment. */
export interface EnvironmentRow {
  readonly environment: string;
  readonly host: string;
  readonly port: string;
  readonly database: string;
  readonly user: string;
  /** Without the password. */
  readonly url: string;
  /** Where the application reads the URL. */
  readonly source: string;
}

/** Everything that a synth is going to do, in the order in which it does it. */
export interface Plan {
  readonly changes: readonly FileChange[];
  readonly warnings: readonly Notice[];
  /** The application's connections in each environment, the base first. @default none */
  readonly environments?: readonly EnvironmentRow[];
  /** Temporary files that a killed run left; this run removes them. */
  readonly leftoverTempFiles: readonly string[];
  /** The real path that each written folder had when it was read. @default - not checked */
  readonly folders?: ReadonlyMap<string, string>;
}

/** The folders that CHANGES write to, with their current real paths. */
export function foldersOf(changes: readonly FileChange[]): ReadonlyMap<string, string> {
  const folders = new Set(
    changes.filter(isChange).flatMap(({ file, scratch = dirname(file) }) => [dirname(file), scratch]),
  );
  return new Map([...folders].map((folder) => [folder, realPathOf(folder)]));
}

export function isChange(change: FileChange): boolean {
  return change.action !== 'unchanged';
}

/** True if the change must fail `--check`. A missing file that git ignores is fine: a fresh clone does not have it. */
export function failsCheck(change: FileChange): boolean {
  return isChange(change) && !(change.untracked && change.action === 'create');
}

/** The change from BEFORE to AFTER; `unchanged` if they are equal. */
export function fileChange(
  where: { readonly path: string; readonly file: string },
  before: Buffer | undefined,
  after: Buffer | undefined,
  reason: string,
  more: Pick<FileChange, 'holdsSecret' | 'interim' | 'mode' | 'fsync' | 'scratch' | 'untracked'> = {},
): FileChange {
  return { ...where, action: actionOf(before, after), before, after, reason, ...more };
}

function actionOf(before: Buffer | undefined, after: Buffer | undefined): Action {
  if (before === undefined) return after === undefined ? 'unchanged' : 'create';
  if (after === undefined) return 'delete';
  return before === after || before.equals(after) ? 'unchanged' : 'update';
}

/** The reason of a file that is copied to the output without a change. */
export const AS_IT_WAS = 'as in the repository';
