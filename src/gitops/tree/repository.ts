import { existsSync, lstatSync, readdirSync, realpathSync, statSync, type Dirent } from 'node:fs';
import { join, posix, resolve } from 'node:path';
import { INVENTORY } from './inventory';
import { KUSTOMIZATION_NAMES, KustomizeTree } from './kustomize-tree';
import { objectsOf, type ClusterObject } from './cluster-object';
import { escapes, isInside, toPosix } from '../../text/paths';
import { Refusal, type Notice } from '../../text/refusal';
import { readRegularFile } from './regular-file';
import { SECRETS_FOLDER } from './secrets-folder';
import { ifThere, systemErrorCode } from '../../text/system-error';
import { decodeUtf8 } from '../../text/text-file';
import { isTemporary } from './leftover-temp-files';

/** Never part of what a base says: large, or not to be copied anywhere. */
const SKIPPED = new Set(['.git', 'node_modules', '.venv', 'venv', '__pycache__', SECRETS_FOLDER]);

/** The user's tree as it was found: bytes by path, and what was recognised in them. Writes nothing. */
export class Repository {
  /** @throws Refusal where there is no base, or a link leads out of the repository. */
  static read(root: string, base: string): Repository {
    const directory = resolve(root);
    if (escapes(base)) {
      throw Refusal.of('path-escapes', base, 'leads out of the repository; give a folder in it as the base');
    }
    if (!ifThere(() => statSync(directory))?.isDirectory()) {
      throw Refusal.of(
        'no-repository',
        root,
        'is no folder; give the one with your repository as --repository',
      );
    }
    const folder = join(directory, base);
    if (!ifThere(() => statSync(folder))?.isDirectory()) {
      throw Refusal.of(
        'no-base',
        base,
        `there is no such folder in ${root}; give the one with your kustomization.yaml as --base`,
      );
    }
    const real = realpathSync(directory);
    if (!isInside(real, realpathSync(folder))) {
      throw Refusal.of(
        'link-escapes',
        base,
        'leads out of the repository by a symbolic link; give a folder in it as the base',
      );
    }
    const name = posix.normalize(toPosix(base)).replace(/\/+$/, '');
    const found: Found = { files: new Map<string, Buffer>(), strays: [], problems: [] };
    readFolder(real, folder, name === '.' ? '' : name, found);
    if (found.problems.length > 0) throw new Refusal(found.problems);
    return new Repository(directory, name, found.files, found.strays);
  }

  private readonly found = new Map<unknown, unknown>();
  private parsed: { objects: ClusterObject[]; notices: Notice[] } | undefined;
  readonly tree: KustomizeTree;

  private constructor(
    /** Absolute. */
    readonly root: string,
    /** Relative to the root, with `/`; `.` for the root itself. */
    readonly base: string,
    /** Every file below the base, by its path relative to the root. */
    readonly files: ReadonlyMap<string, Buffer>,
    /** Temporary files of a run that was killed, absolute. */
    readonly strays: readonly string[],
  ) {
    const names = KUSTOMIZATION_NAMES.filter((name) => files.has(this.pathOf(name)));
    if (names.length !== 1) {
      throw Refusal.of(
        names.length === 0 ? 'no-kustomization' : 'several-kustomizations',
        base,
        names.length === 0
          ? 'holds no kustomization.yaml; create one that lists your manifests (kustomize create --autodetect)'
          : `holds ${names.join(' and ')}, and kustomize takes one only; remove the others`,
      );
    }
    this.tree = new KustomizeTree(this, this.pathOf(names[0] ?? ''));
  }

  /** The path of something in the base, relative to the root. */
  pathOf(name: string): string {
    return posix.join(this.base, name);
  }

  text(path: string): string {
    const bytes = this.files.get(path) ?? this.beyond(path);
    if (bytes === undefined) {
      throw Refusal.of('no-file', path, `is not there; give a file below ${this.base}`);
    }
    return decodeUtf8(bytes, path);
  }

  /** A file of the repository's that is not below the base. @throws Refusal where a link leads out of the repository */
  beyond(path: string): Buffer | undefined {
    return this.once(`beyond ${path}`, () => {
      const found: Found = { files: new Map<string, Buffer>(), strays: [], problems: [] };
      const file = join(this.root, path);
      if (escapes(path) || ifThere(() => statSync(file))?.isFile() !== true) return undefined;
      readLink(realpathSync(this.root), file, path, found);
      if (found.problems.length > 0) throw new Refusal(found.problems);
      return found.files.get(path);
    });
  }

  /** Does a path lead to something else? */
  isLink(path: string): boolean {
    return ifThere(() => lstatSync(join(this.root, path)))?.isSymbolicLink() ?? false;
  }

  /** Every file below a folder that is beyond the base. @throws Refusal as beyond() does */
  below(folder: string): ReadonlyMap<string, Buffer> {
    const directory = join(this.root, folder);
    const found: Found = { files: new Map<string, Buffer>(), strays: [], problems: [] };
    if (ifThere(() => statSync(directory))?.isDirectory()) {
      readFolder(realpathSync(this.root), directory, folder, found);
    }
    if (found.problems.length > 0) throw new Refusal(found.problems);
    return found.files;
  }

  /** The folders LEVELS below one that is beyond the base that hold an inventory of ours. */
  ownedFoldersIn(folder: string, levels: number): string[] {
    if (levels === 0) return this.exists(`${folder}/${INVENTORY}`) ? [folder] : [];
    return entriesOf(join(this.root, folder))
      .filter((entry) => entry.isDirectory())
      .sort(byName)
      .flatMap(({ name }) => this.ownedFoldersIn(`${folder}/${name}`, levels - 1));
  }

  /** The folders below the base that hold an inventory of ours, relative to the root. */
  get ownedFolders(): ReadonlySet<string> {
    const ending = `/${INVENTORY}`;
    return this.once(
      'ownedFolders',
      () =>
        new Set(
          [...this.files.keys()]
            .filter((path) => path.endsWith(ending))
            .map((path) => path.slice(0, -ending.length)),
        ),
    );
  }

  /** The user's own objects that the base's kustomization reaches, as they come out of it. */
  get objects(): readonly ClusterObject[] {
    return this.recognised.objects;
  }

  /** The Services that an earlier synth made. */
  get ownedServices(): readonly ClusterObject[] {
    return this.once('ownedServices', () => {
      const owned = this.ownedFolders;
      return [...this.files]
        .filter(([path, bytes]) => owned.has(posix.dirname(path)) && bytes.includes('kind: Service\n'))
        .flatMap(([path]) => objectsOf({ path, namespace: undefined }, this.text(path), []))
        .filter(({ kind }) => kind === 'Service');
    });
  }

  /** What is found in a tree that does not change is looked for once, however many databases ask. */
  once<T>(what: unknown, find: () => T): T {
    if (!this.found.has(what)) this.found.set(what, find());
    return this.found.get(what) as T;
  }

  /** Files that could not be read as YAML. */
  get notices(): readonly Notice[] {
    return this.recognised.notices;
  }

  private get recognised(): { objects: ClusterObject[]; notices: Notice[] } {
    if (this.parsed === undefined) {
      const owned = this.ownedFolders;
      const notices: Notice[] = [];
      const objects = this.tree.reached
        .filter(({ path }) => this.files.has(path) && !owned.has(path.slice(0, path.lastIndexOf('/'))))
        .flatMap((reached) => objectsOf(reached, this.text(reached.path), notices));
      this.parsed = { objects, notices };
    }
    return this.parsed;
  }

  /**
   * Files of these names, anywhere in the repository down to DEPTH folders: what a backend is made of stands
   * beside the manifests, not among them.
   */
  find(isWanted: (name: string) => boolean, depth = 3): readonly TextFile[] {
    const byDepth = this.once(isWanted, () => new Map<number, TextFile[]>());
    const known = byDepth.get(depth) ?? this.walk(isWanted, depth);
    byDepth.set(depth, known);
    return known;
  }

  private walk(isWanted: (name: string) => boolean, depth: number): TextFile[] {
    const found: TextFile[] = [];
    const walk = (folder: string, path: string, left: number): void => {
      for (const entry of entriesOf(folder)) {
        const below = path === '' ? entry.name : `${path}/${entry.name}`;
        if (entry.isFile() && isWanted(entry.name)) {
          const text = textOf(join(folder, entry.name), below);
          if (text !== undefined) found.push({ path: below, text });
        } else if (
          entry.isDirectory() &&
          left > 0 &&
          !SKIPPED.has(entry.name) &&
          !entry.name.startsWith('.')
        ) {
          walk(join(folder, entry.name), below, left - 1);
        }
      }
    };
    walk(this.root, '', depth);
    return found.sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** Does a path exist in the repository, below the base or not? */
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
  readonly strays: string[];
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
    else if (isTemporary(entry.name)) found.strays.push(file);
    else if (entry.isFile()) readFile(file, below, found);
  }
}

function readFile(file: string, path: string, found: Found): void {
  const bytes = attempt(path, found, () => readRegularFile(file, path));
  if (bytes !== undefined) found.files.set(path, bytes);
}

/** A link to a file in the repository is that file; a folder or a way out is not for us to follow. */
function readLink(root: string, file: string, path: string, found: Found): void {
  const target = ifThere(() => statSync(file));
  if (target === undefined) {
    found.problems.push({
      code: 'broken-link',
      path,
      message: 'is a symbolic link to nothing; remove it or mend it',
    });
  } else if (!isInside(root, realpathSync(file))) {
    found.problems.push({
      code: 'link-escapes',
      path,
      message: 'is a symbolic link out of the repository; put the file itself there',
    });
  } else if (target.isFile()) {
    readFile(file, path, found);
  } else {
    found.problems.push({
      code: 'linked-folder',
      path,
      message: 'is a symbolic link to a folder; name the folder itself in the kustomization',
    });
  }
}

function attempt<T>(path: string, { problems }: Found, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) throw error;
    problems.push({ code: 'unreadable', path, message: `cannot be read (${code}); see to its permissions` });
    return undefined;
  }
}

/** The file system's own order is another on each machine. */
function byName(a: Dirent, b: Dirent): number {
  return a.name < b.name ? -1 : 1;
}

/** None where the folder cannot be read, such as a database's own that a container has written. */
function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function textOf(file: string, path: string): string | undefined {
  try {
    return readRegularFile(file, path)?.toString('utf8');
  } catch {
    return undefined;
  }
}
