import { join } from 'node:path';
import { INVENTORY, Inventory } from './inventory';
import { fileChange, type FileChange } from './plan';
import type { Notice } from './refusal';

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
}

/** The changes of one folder, or why they cannot be: a file that somebody else wrote is not overwritten. */
export function planOwnedFolder(
  folder: OwnedFolder,
  force: boolean,
): { changes: FileChange[]; problems: Notice[] } {
  const problems: Notice[] = [];
  const where = (name: string): { path: string; file: string } => ({
    path: folder.path === '' ? name : `${folder.path}/${name}`,
    file: join(folder.directory, name),
  });

  const inventory = Inventory.of(folder.files).toBytes();
  const inventoryBefore = folder.current(INVENTORY);
  const settled = inventoryBefore?.equals(inventory) ?? false;
  const known = inventoryBefore && Inventory.parse(inventoryBefore.toString('utf8'));

  const changes: FileChange[] = [];
  const replaced = new Map<string, Buffer>();
  for (const [name, after] of folder.files) {
    const before = folder.current(name);
    let reason = folder.reasons?.get(name) ?? 'synthesized';
    if (before !== undefined && !before.equals(after)) {
      const verdict = judge(name, before, known);
      if (verdict.foreign && !force) {
        problems.push({ code: verdict.code, path: where(name).path, message: verdict.message });
      }
      reason = verdict.foreign ? `overwritten by --force: ${verdict.reason}` : (verdict.reason ?? reason);
      replaced.set(name, before);
    }
    changes.push(fileChange(where(name), before, after, reason));
  }

  // An inventory that is what it will be lists just these files: nothing can be left over.
  for (const name of settled ? [] : (known?.names ?? [])) {
    if (folder.files.has(name)) continue;
    const before = folder.current(name);
    if (before === undefined) continue;
    const verdict = judge(name, before, known);
    if (verdict.foreign && !force) {
      problems.push({ code: verdict.code, path: where(name).path, message: verdict.message });
    }
    replaced.set(name, before);
    changes.push(fileChange(where(name), before, undefined, 'no longer synthesized'));
  }

  const interim = Inventory.of(folder.files).interim(replaced).toBytes();
  changes.unshift(
    fileChange(where(INVENTORY), inventoryBefore, inventory, 'which files here are cdk8s-database’s', {
      ...(replaced.size > 0 && { interim }),
    }),
  );
  return { changes, problems };
}

interface Verdict {
  readonly foreign: boolean;
  readonly code: string;
  readonly message: string;
  readonly reason?: string;
}

function judge(name: string, before: Buffer, known: Inventory | undefined): Verdict {
  if (before.length === 0) {
    return { foreign: false, code: '', message: '', reason: 'was a 0-byte placeholder' };
  }
  if (known?.wrote(name, before)) return { foreign: false, code: '', message: '' };
  if (known?.names.includes(name)) {
    return {
      foreign: true,
      code: 'edited-by-hand',
      message:
        'was edited by hand since it was synthesized; say the change in main.ts, or give --force to overwrite it',
      reason: 'was edited by hand',
    };
  }
  return {
    foreign: true,
    code: 'foreign-file',
    message:
      'is there already and was not written by cdk8s-database; move it away, or give --force to overwrite it',
    reason: 'was not cdk8s-database’s',
  };
}
