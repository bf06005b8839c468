import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Path to content; a text stands for its UTF-8. */
export type Files = Readonly<Record<string, string | Buffer>>;

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** An empty folder that goes when the test file is done. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-database-test-'));
  folders.push(folder);
  return folder;
}

/** A GitOps repository of a test's own. */
export class TemporaryRepository {
  readonly root: string;

  /** NAME is the repository's folder in a temporary one, beside which a test may put more. */
  constructor(files: Files, name = 'repository') {
    this.root = join(temporaryFolder(), name);
    mkdirSync(this.root, { recursive: true });
    this.write(files);
  }

  path(...names: string[]): string {
    return join(this.root, ...names);
  }

  write(files: Files): void {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(this.path(path)), { recursive: true });
      writeFileSync(this.path(path), content);
    }
  }

  link(path: string, target: string): void {
    mkdirSync(dirname(this.path(path)), { recursive: true });
    symlinkSync(target, this.path(path));
  }

  remove(path: string): void {
    rmSync(this.path(path), { recursive: true });
  }

  read(path: string): string {
    return readFileSync(this.path(path), 'utf8');
  }

  /** All that is in it, see `treeOf`. */
  tree(below = '.'): Record<string, string> {
    return treeOf(this.path(below));
  }

  /** When each file was last written. */
  writeTimes(): Record<string, bigint> {
    return Object.fromEntries(
      walk(this.root).map((path) => [path, lstatSync(this.path(path), { bigint: true }).mtimeNs]),
    );
  }
}

/** Every file by its path, its bytes as Latin-1, so that no two contents look alike; links by where they lead. */
export function treeOf(folder: string): Record<string, string> {
  return Object.fromEntries(
    walk(folder)
      .sort()
      .map((path) => [path, contentOf(join(folder, path))]),
  );
}

function contentOf(file: string): string {
  return lstatSync(file).isSymbolicLink()
    ? `link to ${readlinkSync(file)}`
    : readFileSync(file).toString('latin1');
}

/** Files and links, and folders that are empty, by their path below FOLDER. */
function walk(folder: string, path = ''): string[] {
  const entries = readdirSync(join(folder, path), { withFileTypes: true });
  return entries.flatMap((entry) => {
    const below = path === '' ? entry.name : `${path}/${entry.name}`;
    return entry.isDirectory() ? walk(folder, below) : [below];
  });
}
