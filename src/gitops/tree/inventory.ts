import { hash } from 'node:crypto';
import { ifReadable } from '../../text/if-readable';

/** Stands in each folder that is ours, beside its kustomization, and is committed with it. */
export const INVENTORY = '.cdk8s-database.json';

interface Entry {
  readonly sha256: string;
  /** While a folder is being written: what stood there before, so that a run that was killed is known as ours. */
  readonly previous?: string;
}

/** Which files are ours, and what we wrote: what is not in it, or has another hash, is somebody else's work. */
export class Inventory {
  static of(files: ReadonlyMap<string, Buffer>): Inventory {
    return new Inventory(new Map([...files].map(([name, bytes]) => [name, { sha256: sha256(bytes) }])));
  }

  /** Undefined where it is not one that this version reads. */
  static parse(text: string): Inventory | undefined {
    const parsed = ifReadable<unknown>(() => JSON.parse(text));
    return isInventory(parsed) ? new Inventory(new Map(Object.entries(parsed.files))) : undefined;
  }

  private constructor(private readonly entries: ReadonlyMap<string, Entry>) {}

  get names(): string[] {
    return [...this.entries.keys()];
  }

  /** Are these the bytes that we wrote under that name, or were about to replace? */
  wrote(name: string, bytes: Buffer): boolean {
    const entry = this.entries.get(name);
    if (entry === undefined) return false;
    const found = sha256(bytes);
    return found === entry.sha256 || found === entry.previous;
  }

  /** What stands on disk while the files change: each entry knows its previous state, files to be deleted too. */
  interim(previous: ReadonlyMap<string, Buffer>): Inventory {
    const entries = new Map(this.entries);
    for (const [name, bytes] of previous) {
      const before = sha256(bytes);
      entries.set(name, { sha256: this.entries.get(name)?.sha256 ?? before, previous: before });
    }
    return new Inventory(entries);
  }

  toBytes(): Buffer {
    const files = Object.fromEntries([...this.entries].sort(([a], [b]) => (a < b ? -1 : 1)));
    return Buffer.from(`${JSON.stringify({ version: 1, files }, undefined, 2)}\n`);
  }
}

function sha256(bytes: Buffer): string {
  return hash('sha256', bytes);
}

function isInventory(value: unknown): value is { version: 1; files: Record<string, Entry> } {
  if (typeof value !== 'object' || value === null) return false;
  const { version, files } = value as { version?: unknown; files?: unknown };
  return (
    version === 1 &&
    typeof files === 'object' &&
    files !== null &&
    Object.values(files as Record<string, unknown>).every(
      (entry) =>
        typeof entry === 'object' &&
        entry !== null &&
        typeof (entry as { sha256?: unknown }).sha256 === 'string',
    )
  );
}
