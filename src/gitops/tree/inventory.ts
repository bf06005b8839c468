import { hash } from 'node:crypto';
import { ifReadable } from '../../text/if-readable';

/** The file in each managed folder that lists its files. It is next to the kustomization and committed with it. */
export const INVENTORY = '.cdk8s-database.json';

interface Entry {
  readonly sha256: string;
  /** The old file's hash while a folder is being written, so that the next run recognises the files of a killed run. */
  readonly previous?: string;
}

/** The files that this tool manages, with their hashes. A file that is not listed or has another hash is a user's work. */
export class Inventory {
  static of(files: ReadonlyMap<string, Buffer>): Inventory {
    return new Inventory(new Map([...files].map(([name, bytes]) => [name, { sha256: sha256(bytes) }])));
  }

  /** Undefined if TEXT is not an inventory that this version can read. */
  static parse(text: string): Inventory | undefined {
    const parsed = ifReadable<unknown>(() => JSON.parse(text));
    return isInventory(parsed) ? new Inventory(new Map(Object.entries(parsed.files))) : undefined;
  }

  private constructor(private readonly entries: ReadonlyMap<string, Entry>) {}

  get names(): string[] {
    return [...this.entries.keys()];
  }

  /** True if this tool wrote these bytes under that name, or was about to replace them when it was killed. */
  wrote(name: string, bytes: Buffer): boolean {
    const entry = this.entries.get(name);
    if (entry === undefined) return false;
    const found = sha256(bytes);
    return found === entry.sha256 || found === entry.previous;
  }

  /** The inventory on disk while the files change: each entry, also of a file to delete, has its previous hash. */
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
