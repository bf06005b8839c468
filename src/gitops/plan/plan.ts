import { dirname } from 'node:path';
import { whereItLeads } from '../tree/pinned-folder';
import type { Notice } from '../../text/refusal';

export type Action = 'create' | 'update' | 'delete' | 'unchanged';

/** What becomes of one file, and why. */
export interface FileChange {
  /** Relative to the root of what is written, with `/`: what a user is shown. */
  readonly path: string;
  /** Where it is on this machine. */
  readonly file: string;
  readonly action: Action;
  readonly before: Buffer | undefined;
  readonly after: Buffer | undefined;
  readonly reason: string;
  /** Written instead of `after` while the plan is carried out, and replaced by it at the end. */
  readonly interim?: Buffer;
  /** Permissions of the file. @default - those it has; else what the process' umask leaves of 0666 */
  readonly mode?: number;
  /** Kept out of git: a clone is whole without it. @default false */
  readonly untracked?: boolean;
  /** Where its temporary file is made: git ignores that folder. @default - beside it */
  readonly scratch?: string;
  /** A Secret's value is what changes in it: nothing of it is shown that may be another one. @default false */
  readonly holdsSecret?: boolean;
  /** A person's own file: it reaches the disk itself before it replaces the old one. */
  readonly precious?: boolean;
}

/** Where an application finds its database in one environment. */
export interface EnvironmentRow {
  readonly environment: string;
  readonly host: string;
  readonly port: string;
  readonly database: string;
  readonly user: string;
  /** Without its password. */
  readonly url: string;
  /** Where the application has it from. */
  readonly source: string;
}

/** All that a synth is going to do, in the order in which it does it. */
export interface Plan {
  readonly changes: readonly FileChange[];
  readonly warnings: readonly Notice[];
  /** Where the application finds its databases, the base first. @default none */
  readonly environments?: readonly EnvironmentRow[];
  /** Left by a run that was killed, and removed by the next. */
  readonly strays: readonly string[];
  /** Where each folder that is written in led to, without links, when it was read. @default - wherever it leads */
  readonly folders?: ReadonlyMap<string, string>;
}

/** The folders that CHANGES are written in, and where they lead by now. */
export function foldersOf(changes: readonly FileChange[]): ReadonlyMap<string, string> {
  const folders = new Set(
    changes.filter(isChange).flatMap(({ file, scratch = dirname(file) }) => [dirname(file), scratch]),
  );
  return new Map([...folders].map((folder) => [folder, whereItLeads(folder)]));
}

export function isChange(change: FileChange): boolean {
  return change.action !== 'unchanged';
}

/** Is something not as it should be committed? What a clone does not have nobody has forgotten. */
export function isForgotten(change: FileChange): boolean {
  return isChange(change) && !(change.untracked && change.action === 'create');
}

/** The change that leads from BEFORE to AFTER; what is equal is unchanged. */
export function fileChange(
  where: { readonly path: string; readonly file: string },
  before: Buffer | undefined,
  after: Buffer | undefined,
  reason: string,
  more: Pick<FileChange, 'holdsSecret' | 'interim' | 'mode' | 'precious' | 'scratch' | 'untracked'> = {},
): FileChange {
  return { ...where, action: actionOf(before, after), before, after, reason, ...more };
}

function actionOf(before: Buffer | undefined, after: Buffer | undefined): Action {
  if (before === undefined) return after === undefined ? 'unchanged' : 'create';
  if (after === undefined) return 'delete';
  return before === after || before.equals(after) ? 'unchanged' : 'update';
}

/** Why a file is in the output that the synth has not touched. */
export const AS_IT_WAS = 'as in the repository';
