import { join } from 'node:path';
import { INVENTORY, Inventory } from '../tree/inventory';
import { fileChange, type FileChange } from './plan';
import type { Notice } from '../../text/refusal';

/** A folder whose files we make: what it is to hold, and what stands there now. */
export interface OwnedFolder {
  /** Relative to the root of what is written, with `/`; empty for the root itself. */
  readonly path: string;
  /** The same on this machine. */
  readonly directory: string;
  /** Name in the folder to content; the inventory comes by itself. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** What stands there under a name in the folder. */
  readonly current: (name: string) => Buffer | undefined;
  /** Why a file is as it is, where that is more than "synthesized". */
  readonly reasons?: ReadonlyMap<string, string>;
  /** What else is to be said of a file, by its name. */
  readonly more?: ReadonlyMap<string, Pick<FileChange, 'holdsSecret' | 'mode'>>;
}

/** The changes of one folder, or why they cannot be: a file that somebody else wrote is not overwritten. */
export function planOwnedFolder(
  folder: OwnedFolder,
  force: boolean,
): { changes: FileChange[]; problems: Notice[] } {
  const problems: Notice[] = [];
  const changes: FileChange[] = [];
  const replaced = new Map<string, Buffer>();
  const where = (name: string): { path: string; file: string } => ({
    path: folder.path === '' ? name : `${folder.path}/${name}`,
    file: join(folder.directory, name),
  });

  const inventory = Inventory.of(folder.files);
  const inventoryAfter = inventory.toBytes();
  const inventoryBefore = folder.current(INVENTORY);
  const isSettled = inventoryBefore !== undefined && isSame(inventoryBefore, inventoryAfter);
  const known = isSettled ? inventory : inventoryBefore && Inventory.parse(inventoryBefore.toString('utf8'));

  const replace = (name: string, before: Buffer, after: Buffer | undefined, reason: string): void => {
    const verdict = judge(name, before, known);
    if (verdict.foreign !== undefined && !force)
      problems.push({ path: where(name).path, ...verdict.foreign });
    const forced = verdict.foreign && `overwritten by --force: ${verdict.was}`;
    replaced.set(name, before);
    const more = folder.more?.get(name);
    changes.push(fileChange(where(name), before, after, forced ?? verdict.was ?? reason, more));
  };

  for (const [name, after] of folder.files) {
    const before = folder.current(name);
    const reason = folder.reasons?.get(name) ?? 'synthesized';
    if (before !== undefined && !isSame(before, after)) replace(name, before, after, reason);
    // What is equal is held once.
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
      'which files here are cdk8s-database’s',
      replaced.size > 0 ? { interim: inventory.interim(replaced).toBytes() } : {},
    ),
  );
  return { changes, problems };
}

/** Git may have checked a file out with CRLF, which no reader of YAML minds: it is left as it is. */
function isSame(before: Buffer, after: Buffer): boolean {
  return before.equals(after) || (before.length > after.length && withoutCr(before).equals(after));
}

function withoutCr(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
}

interface Verdict {
  /** Why the file must not be overwritten unasked. */
  readonly foreign?: { readonly code: string; readonly message: string };
  /** What it was, where that says more than what becomes of it. */
  readonly was?: string;
}

function judge(name: string, before: Buffer, known: Inventory | undefined): Verdict {
  if (before.length === 0) return { was: 'was a 0-byte placeholder' };
  if (known?.wrote(name, before) || known?.wrote(name, withoutCr(before))) return {};
  return known?.names.includes(name) ? EDITED_BY_HAND : FOREIGN_FILE;
}

const EDITED_BY_HAND = {
  foreign: {
    code: 'edited-by-hand',
    message:
      'was edited by hand since it was synthesized; say the change in main.ts, or give --force to overwrite it',
  },
  was: 'was edited by hand',
};

const FOREIGN_FILE = {
  foreign: {
    code: 'foreign-file',
    message:
      'is there already and was not written by cdk8s-database; move it away, give the database another folder (its id in main.ts), or give --force to overwrite it: what it holds is then gone',
  },
  was: 'was not cdk8s-database’s',
};
