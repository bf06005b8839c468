import { join } from 'node:path';
import { INVENTORY, Inventory } from '../tree/inventory';
import { fileChange, type FileChange } from './plan';
import type { Notice } from '../../text/refusal';

/** A folder that this tool manages: its new files and its current files. */
export interface ManagedFolder {
  /** Relative to the output's root, with `/`; empty for the root itself. */
  readonly path: string;
  /** The absolute path on this machine. */
  readonly directory: string;
  /** The new content by file name. The inventory is added. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** The current content of a file in the folder. */
  readonly current: (name: string) => Buffer | undefined;
  /** The reason of a file's change, by name. @default - synthesized */
  readonly reasons?: ReadonlyMap<string, string>;
  /** Further properties of a file's change, by name. */
  readonly more?: ReadonlyMap<string, Pick<FileChange, 'holdsSecret' | 'mode' | 'scratch' | 'untracked'>>;
}

/** The changes of one folder, and its problems: a file that this tool did not write is not overwritten. */
export function planManagedFolder(
  folder: ManagedFolder,
  force: boolean,
): { changes: FileChange[]; problems: Notice[] } {
  const problems: Notice[] = [];
  const changes: FileChange[] = [];
  const replaced = new Map<string, Buffer>();
  const where = (name: string): { path: string; file: string } => ({
    path: folder.path === '' ? name : `${folder.path}/${name}`,
    file: join(folder.directory, name),
  });

  const ignored = [...(folder.more ?? [])].filter(([, { untracked }]) => untracked).map(([name]) => name);
  const inventory = Inventory.of(folder.files, new Set(ignored));
  const inventoryAfter = inventory.toBytes();
  const inventoryBefore = folder.current(INVENTORY);
  const isSettled = inventoryBefore !== undefined && isSame(inventoryBefore, inventoryAfter);
  const known = isSettled ? inventory : inventoryBefore && Inventory.parse(inventoryBefore.toString('utf8'));

  const replace = (name: string, before: Buffer, after: Buffer | undefined, reason: string): void => {
    const check = checkOverwrite(name, before, known);
    if (check.problem !== undefined && !force) problems.push({ path: where(name).path, ...check.problem });
    const forced = check.problem && `overwritten by --force: ${check.was}`;
    replaced.set(name, before);
    const more = folder.more?.get(name);
    changes.push(fileChange(where(name), before, after, forced ?? check.was ?? reason, more));
  };

  for (const [name, after] of folder.files) {
    const before = folder.current(name);
    const reason = folder.reasons?.get(name) ?? 'synthesized';
    if (before !== undefined && !isSame(before, after)) replace(name, before, after, reason);
    // Keeps only one of two equal buffers in memory.
    else changes.push(fileChange(where(name), before, before ?? after, reason, folder.more?.get(name)));
  }
  for (const name of known?.names ?? []) {
    const before = folder.files.has(name) ? undefined : folder.current(name);
    if (before !== undefined) replace(name, before, undefined, 'no longer synthesized');
  }

  changes.unshift(
    fileChange(
      where(INVENTORY),
      inventoryBefore,
      isSettled ? inventoryBefore : inventoryAfter,
      'lists the files that cdk8s-database manages',
      replaced.size > 0 ? { interim: inventory.interim(replaced).toBytes() } : {},
    ),
  );
  return { changes, problems };
}

/** Git may have checked a file out with CRLF, which all YAML parsers accept: such a file is unchanged. */
function isSame(before: Buffer, after: Buffer): boolean {
  return before.equals(after) || (before.length > after.length && withoutCr(before).equals(after));
}

function withoutCr(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
}

interface OverwriteCheck {
  /** Why the file must not be overwritten without --force. */
  readonly problem?: Omit<Notice, 'path'>;
  /** What the file was; shown as the reason of its change. */
  readonly was?: string;
}

function checkOverwrite(name: string, before: Buffer, known: Inventory | undefined): OverwriteCheck {
  if (before.length === 0) return { was: 'was a 0-byte placeholder' };
  if (known?.wrote(name, before) || known?.wrote(name, withoutCr(before))) return {};
  return known?.names.includes(name) ? EDITED_BY_HAND : FOREIGN_FILE;
}

const EDITED_BY_HAND: OverwriteCheck = {
  problem: {
    code: 'edited-by-hand',
    message:
      'was edited by hand after it was synthesized; make the change in main.ts, or give --force to overwrite it',
  },
  was: 'was edited by hand',
};

const FOREIGN_FILE: OverwriteCheck = {
  problem: {
    code: 'foreign-file',
    message:
      'exists already and was not written by cdk8s-database; move it away, give the database another folder (its id in main.ts), or give --force to overwrite it, which deletes its content',
  },
  was: 'was not written by cdk8s-database',
};
