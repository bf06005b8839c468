import { existsSync, lstatSync, readdirSync, realpathSync, statSync, type Dirent } from 'node:fs';
import { join, posix, resolve } from 'node:path';
import { otherBases } from './find-base';
import { flatFolder, type FlatFolder } from './flat-folder';
import { INVENTORY } from './inventory';
import { KUSTOMIZATION_NAMES, KustomizeTree } from './kustomize-tree';
import { objectsOf, type ClusterObject } from './cluster-object';
import { escapes, isInside, toPosix } from '../../text/paths';
import { Refusal, type Notice } from '../../text/refusal';
import { readRegularFile } from './regular-file';
import { SECRETS_FOLDER } from './secrets-folder';
import { ifExists, systemErrorCode } from '../../text/system-error';
import { decodeUtf8 } from '../../text/text-file';
import { isTemporary } from './leftover-temp-files';

/** Folders that are never read: they are large, or must not be copied. */
const SKIPPED = new Set(['.git', 'node_modules', '.venv', 'venv', '__pycache__', SECRETS_FOLDER]);

/** The user's files as they were read, and the objects found in them. Writes nothing. */
export class Repository {
  /** @throws Refusal if there is no base, or a link points out of the repository. */
  static read(root: string, base: string): Repository {
    const directory = resolve(root);
    if (escapes(base)) {
      throw Refusal.of('path-escapes', base, 'is outside of the repository; give a folder in it as --base');
    }
    if (!ifExists(() => statSync(directory))?.isDirectory()) {
      throw Refusal.of(
        'no-repository',
        root,
        'is not a folder; give the root folder of your repository as --repository',
      );
    }
    const folder = join(directory, base);
    if (!ifExists(() => statSync(folder))?.isDirectory()) {
      throw Refusal.of('no-base', base, `is not a folder in ${root}: ${otherBases(directory)}`);
    }
    const real = realpathSync(directory);
    if (!isInside(real, realpathSync(folder))) {
      throw Refusal.of(
        'link-escapes',
        base,
        'points out of the repository by a symbolic link; give a folder in it as --base',
      );
    }
    const name = posix.normalize(toPosix(base)).replace(/\/+$/, '');
    const found: Found = { files: new Map<string, Buffer>(), leftoverTempFiles: [], problems: [] };
    readFolder(real, folder, name === '.' ? '' : name, found);
    if (found.problems.length > 0) throw new Refusal(found.problems);
    return new Repository(directory, name, found.files, found.leftoverTempFiles);
  }

  private readonly found = new Map<unknown, unknown>();
  private parsed: { objects: ClusterObject[]; notices: Notice[] } | undefined;
  /** For a base without a kustomization: the one to write. @default - the base has one */
  readonly flat: FlatFolder | undefined;
  readonly tree: KustomizeTree;

  private constructor(
    /** Absolute. */
    readonly root: string,
    /** Relative to the root, with `/`; `.` for the root itself. */
    readonly base: string,
    /** Every file below the base, keyed by its path relative to the root. */
    readonly files: ReadonlyMap<string, Buffer>,
    /** Temporary files that a killed run left, absolute. */
    readonly leftoverTempFiles: readonly string[],
  ) {
    const names = KUSTOMIZATION_NAMES.filter((name) => files.has(this.pathOf(name)));
    const [name = KUSTOMIZATION_NAMES[0], ...others] = names;
    const path = this.pathOf(name);
    if (others.length > 0) {
      const message = `has ${names.join(' and ')}, but kustomize accepts only one; remove the others`;
      throw Refusal.of('several-kustomizations', base, message);
    }
    this.flat = names.length === 0 ? flatFolder(files, base) : undefined;
    if (names.length === 0 && this.flat === undefined) {
      throw Refusal.of('no-kustomization', base, `has no kustomization.yaml: ${otherBases(root)}`);
    }
    const written = this.flat && new Map([...files, [path, Buffer.from(this.flat.kustomization)]]);
    this.tree = new KustomizeTree(written === undefined ? this : { files: written }, path);
  }

  /** The path, relative to the root, of a file or folder in the base. */
  pathOf(name: string): string {
    return posix.join(this.base, name);
  }

  text(path: string): string {
    if (this.flat !== undefined && path === this.tree.path) return this.flat.kustomization;
    const bytes = this.files.get(path) ?? this.outsideBase(path);
    if (bytes === undefined) {
      throw Refusal.of('no-file', path, `does not exist; give a file below ${this.base}`);
    }
    return decodeUtf8(bytes, path);
  }

  /** A file of the repository outside of the base. @throws Refusal if a link points out of the repository */
  outsideBase(path: string): Buffer | undefined {
    return this.memoize(`outside the base: ${path}`, () => {
      const found: Found = { files: new Map<string, Buffer>(), leftoverTempFiles: [], problems: [] };
      const file = join(this.root, path);
      if (escapes(path) || ifExists(() => statSync(file))?.isFile() !== true) return undefined;
      readLink(realpathSync(this.root), file, path, found);
      if (found.problems.length > 0) throw new Refusal(found.problems);
      return found.files.get(path);
    });
  }

  /** True if a path is a symbolic link. */
  isLink(path: string): boolean {
    return ifExists(() => lstatSync(join(this.root, path)))?.isSymbolicLink() ?? false;
  }

  /** Every file below a folder outside of the base. @throws Refusal if a link points out of the repository */
  filesOutsideBase(folder: string): ReadonlyMap<string, Buffer> {
    const directory = join(this.root, folder);
    const found: Found = { files: new Map<string, Buffer>(), leftoverTempFiles: [], problems: [] };
    if (ifExists(() => statSync(directory))?.isDirectory()) {
      readFolder(realpathSync(this.root), directory, folder, found);
    }
    if (found.problems.length > 0) throw new Refusal(found.problems);
    return found.files;
  }

  /** The managed folders that are LEVELS below a folder outside of the base. */
  managedFoldersIn(folder: string, levels: number): string[] {
    if (levels === 0) return this.exists(`${folder}/${INVENTORY}`) ? [folder] : [];
    return entriesOf(join(this.root, folder))
      .filter((entry) => entry.isDirectory())
      .sort(byName)
      .flatMap(({ name }) => this.managedFoldersIn(`${folder}/${name}`, levels - 1));
  }

  /** The folders below the base that this tool manages, relative to the root. */
  get managedFolders(): ReadonlySet<string> {
    const ending = `/${INVENTORY}`;
    return this.memoize(
      'managedFolders',
      () =>
        new Set(
          [...this.files.keys()]
            .filter((path) => path.endsWith(ending))
            .map((path) => path.slice(0, -ending.length)),
        ),
    );
  }

  /** The user's own objects that the base's kustomization includes, with the changes that it makes. */
  get objects(): readonly ClusterObject[] {
    return this.recognised.objects;
  }

  /** The Services that an earlier synth wrote. */
  get managedServices(): readonly ClusterObject[] {
    return this.memoize('managedServices', () => {
      const managed = this.managedFolders;
      return [...this.files]
        .filter(([path, bytes]) => managed.has(posix.dirname(path)) && bytes.includes('kind: Service\n'))
        .flatMap(([path]) => objectsOf({ path, namespace: undefined }, this.text(path), []))
        .filter(({ kind }) => kind === 'Service');
    });
  }

  /** Runs FIND once for each KEY. The files do not change during a synth, and many databases ask the same. */
  memoize<T>(key: unknown, find: () => T): T {
    if (!this.found.has(key)) this.found.set(key, find());
    return this.found.get(key) as T;
  }

  /** Notices of files that are not valid YAML. */
  get notices(): readonly Notice[] {
    return this.recognised.notices;
  }

  private get recognised(): { objects: ClusterObject[]; notices: Notice[] } {
    if (this.parsed === undefined) {
      const managed = this.managedFolders;
      const notices: Notice[] = [];
      const objects = this.tree.reached
        .filter(({ path }) => this.files.has(path) && !managed.has(path.slice(0, path.lastIndexOf('/'))))
        .flatMap((reached) => objectsOf(reached, this.text(reached.path), notices));
      this.parsed = { objects, notices };
    }
    return this.parsed;
  }

  /** Files of the whole repository, at most DEPTH folders deep: a backend's files are not in the base. */
  find(isWanted: (name: string, path: string) => boolean, depth = 3): readonly TextFile[] {
    const byDepth = this.memoize(isWanted, () => new Map<number, TextFile[]>());
    const known = byDepth.get(depth) ?? this.walk(isWanted, depth);
    byDepth.set(depth, known);
    return known;
  }

  /** Reads the folders near the root first, and no more than MOST_FOLDERS, since a repository may hold any data. */
  private walk(isWanted: (name: string, path: string) => boolean, depth: number): TextFile[] {
    const found: TextFile[] = [];
    const folders = [{ path: '', left: depth }];
    for (let index = 0; index < Math.min(folders.length, MOST_FOLDERS); index += 1) {
      const { path = '', left = 0 } = folders[index] ?? {};
      for (const entry of entriesOf(join(this.root, path)).sort(byName)) {
        const below = path === '' ? entry.name : `${path}/${entry.name}`;
        if (entry.isFile() && isWanted(entry.name, below)) {
          const text = textOf(join(this.root, below), below);
          if (text !== undefined) found.push({ path: below, text });
        } else if (entry.isDirectory() && left > 0 && !isSkipped(entry.name)) {
          folders.push({ path: below, left: left - 1 });
        }
      }
    }
    return found.sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** True if a path exists in the repository, in the base or outside of it. */
  exists(path: string): boolean {
    return existsSync(join(this.root, path));
  }
}

interface TextFile {
  readonly path: string;
  readonly text: string;
}

interface Found {
  readonly files: Map<string, Buffer>;
  readonly leftoverTempFiles: string[];
  readonly problems: Notice[];
}

function readFolder(root: string, folder: string, path: string, found: Found): void {
  const entries = attempt(path, found, () => readdirSync(folder, { withFileTypes: true })) ?? [];
  for (const entry of entries.sort(byName)) {
    if (SKIPPED.has(entry.name)) continue;
    const file = join(folder, entry.name);
    const below = path === '' ? entry.name : `${path}/${entry.name}`;
    if (entry.isSymbolicLink()) readLink(root, file, below, found);
    else if (entry.isDirectory()) readFolder(root, file, below, found);
    else if (isTemporary(entry.name)) found.leftoverTempFiles.push(file);
    else if (entry.isFile()) readFile(file, below, found);
  }
}

function readFile(file: string, path: string, found: Found): void {
  const bytes = attempt(path, found, () => readRegularFile(file, path));
  if (bytes !== undefined) found.files.set(path, bytes);
}

/** Reads the file that a link points to. A link to a folder or out of the repository is a problem. */
function readLink(root: string, file: string, path: string, found: Found): void {
  const target = ifExists(() => statSync(file));
  if (target === undefined) {
    found.problems.push({
      code: 'broken-link',
      path,
      message: 'is a symbolic link to a file that does not exist; remove the link or correct it',
    });
  } else if (!isInside(root, realpathSync(file))) {
    found.problems.push({
      code: 'link-escapes',
      path,
      message: 'is a symbolic link out of the repository; replace it by the file itself',
    });
  } else if (target.isFile()) {
    readFile(file, path, found);
  } else {
    found.problems.push({
      code: 'linked-folder',
      path,
      message: 'is a symbolic link to a folder; list the folder itself in the kustomization',
    });
  }
}

function attempt<T>(path: string, { problems }: Found, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) throw error;
    problems.push({ code: 'unreadable', path, message: `cannot be read (${code}); check its permissions` });
    return undefined;
  }
}

/** Sorts by name, since the file system's order differs between machines. */
function byName(a: Dirent, b: Dirent): number {
  return a.name < b.name ? -1 : 1;
}

/** Empty if the folder cannot be read, such as a data folder that a container has written. */
function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

const MOST_FOLDERS = 3000;

/** Folders of other people's code, and those of tools. */
function isSkipped(name: string): boolean {
  return SKIPPED.has(name) || name.startsWith('.') || OF_OTHERS.has(name);
}

const OF_OTHERS = new Set(['vendor', 'site-packages', 'bower_components', 'Pods']);

function textOf(file: string, path: string): string | undefined {
  try {
    const bytes = readRegularFile(file, path);
    return bytes && decoded(bytes);
  } catch {
    return undefined;
  }
}

/** PowerShell's `>` writes UTF-16, which pip reads by its byte order mark. */
function decoded(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le').slice(1);
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return Buffer.from(bytes.subarray(0, bytes.length & ~1))
      .swap16()
      .toString('utf16le')
      .slice(1);
  return bytes.toString('utf8');
}
