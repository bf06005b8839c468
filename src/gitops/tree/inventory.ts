import { hash } from 'node:crypto';
import { ifReadable } from '../../text/if-readable';

/** The file in each managed folder that lists its files. It is next to the kustomization and committed with it. */
export const INVENTORY = '.cdk8s-database.json';

interface Entry {
  readonly sha256: string;
  /** The old file's hash while a folder is being written, so that the next run recognises the files of a killed run. */
  readonly previous?: string;
  /** True if git ignores the file: it holds a password, and both hashes are of the file without its values. */
  readonly ignored?: true;
}

/** The files that this tool manages, with their hashes. A file that is not listed or has another hash is a user's work. */
export class Inventory {
  static of(files: ReadonlyMap<string, Buffer>, ignored: ReadonlySet<string> = new Set()): Inventory {
    const entryOf = (name: string, bytes: Buffer): Entry =>
      ignored.has(name) ? { sha256: sha256(withoutValues(bytes)), ignored: true } : { sha256: sha256(bytes) };
    return new Inventory(new Map([...files].map(([name, bytes]) => [name, entryOf(name, bytes)])));
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

  /** The files that git ignores: a clone does not have them. */
  get ignored(): string[] {
    return this.names.filter((name) => this.entries.get(name)?.ignored);
  }

  /** True if this tool wrote these bytes under that name, or was about to replace them when it was killed. */
  wrote(name: string, bytes: Buffer): boolean {
    const entry = this.entries.get(name);
    if (entry === undefined) return false;
    const found = hashAs(entry, bytes);
    return found === entry.sha256 || found === entry.previous;
  }

  /** The inventory on disk while the files change: each entry, also of a file to delete, has its previous hash. */
  interim(previous: ReadonlyMap<string, Buffer>): Inventory {
    const entries = new Map(this.entries);
    for (const [name, bytes] of previous) {
      const entry = this.entries.get(name);
      const before = hashAs(entry, bytes);
      entries.set(name, { ...entry, sha256: entry?.sha256 ?? before, previous: before });
    }
    return new Inventory(entries);
  }

  toBytes(): Buffer {
    const files = Object.fromEntries([...this.entries].sort(([a], [b]) => (a < b ? -1 : 1)));
    return Buffer.from(`${JSON.stringify({ version: 1, files }, undefined, 2)}\n`);
  }
}

function hashAs(entry: Entry | undefined, bytes: Buffer): string {
  return sha256(entry?.ignored ? withoutValues(bytes) : bytes);
}

/** A Secret's manifest, as this tool writes it, with its keys alone: a weak password could be found by trial. */
function withoutValues(bytes: Buffer): Buffer {
  const data = /^((?:data|stringData):\n)((?: {2}.*\n)*)/gm;
  const keys = (lines: string): string => lines.replace(/^( {2}[^:\n]+:).*$/gm, '$1');
  const text = bytes.toString('latin1');
  return Buffer.from(
    text.replace(data, (_, head: string, lines: string) => head + keys(lines)),
    'latin1',
  );
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
