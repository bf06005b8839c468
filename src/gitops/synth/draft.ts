import { join, posix } from 'node:path';
import { Refusal, type Notice } from '../../text/refusal';
import { decodeUtf8 } from '../../text/text-file';
import type { EnvironmentRow } from '../plan/plan';
import type { ComposePart } from './compose-part';
import type { Repository } from '../tree/repository';
import { readRegularFile } from '../tree/regular-file';
import type { SecretStore } from './secret-store';
import type { SynthOptions, Upgrade } from './synth-options';
import type { EditOptions, Synthesis } from './synthesis';

/** The change of one of the user's files. */
interface Edit extends Required<EditOptions> {
  readonly text: string;
  readonly reason: string;
}

/** The user's files with the edits of all parts of a synth so far. */
export class Draft implements Synthesis {
  readonly warnings: Notice[] = [];
  readonly rows: EnvironmentRow[] = [];
  private readonly reserved = new Set<string>();
  private readonly warned = new Set<string>();
  /** The edits of the user's files by path, in the order of the first edit of each. */
  readonly edits = new Map<string, Edit>();

  readonly managed = new Map<string, ReadonlyMap<string, Buffer>>();
  readonly includedInOutput = new Map<string, Buffer>();
  readonly composed: ComposePart[] = [];

  private readonly common: string | undefined;
  private readonly namespaces = new Map<string, string>();

  constructor(
    readonly repository: Repository,
    readonly secrets: SecretStore,
    protected readonly options: Pick<SynthOptions, 'force' | 'output' | 'upgrade'>,
  ) {
    this.common = commonNamespace(repository);
  }

  get inPlace(): boolean {
    return this.options.output === undefined;
  }

  get force(): boolean {
    return this.options.force;
  }

  get upgrade(): Upgrade | undefined {
    return this.options.upgrade;
  }

  committedText(folder: string, file: string): string | undefined {
    const bytes = this.committedBytes(folder, file);
    return bytes && decodeUtf8(bytes, this.repository.pathOf(`${folder}/${file}`));
  }

  /** The same as bytes. */
  committedBytes(folder: string, file: string): Buffer | undefined {
    const path = this.repository.pathOf(`${folder}/${file}`);
    const { output } = this.options;
    const written = output === undefined ? undefined : readRegularFile(join(output, path), path);
    if (written !== undefined) return written;
    const isOurs = this.repository.managedFolders.has(this.repository.pathOf(folder));
    return isOurs ? this.repository.files.get(path) : undefined;
  }

  namespaceOf(folder: string): string | undefined {
    return this.repository.tree.transformers.namespace ?? this.namespaces.get(folder) ?? this.common;
  }

  /** The namespace to write into manifests; undefined if the base's kustomization sets it. */
  writtenNamespace(folder: string): string | undefined {
    return this.repository.tree.transformers.namespace === undefined ? this.namespaceOf(folder) : undefined;
  }

  setNamespace(folder: string, namespace: string | undefined): void {
    if (namespace !== undefined && !this.namespaces.has(folder)) this.namespaces.set(folder, namespace);
  }

  edit(
    path: string,
    text: string,
    reason: string,
    { untracked = false, holdsSecret = false }: EditOptions = {},
  ): void {
    const earlier = this.edits.get(path);
    const bytes = this.bytesOf(path);
    // An output includes the file even if it does not change.
    if (bytes !== undefined && !this.repository.files.has(path)) this.includedInOutput.set(path, bytes);
    if (bytes !== undefined && text === this.text(path)) return;
    this.edits.set(path, {
      text,
      reason: earlier === undefined || earlier.reason === reason ? reason : `${earlier.reason}; ${reason}`,
      untracked,
      holdsSecret: holdsSecret || (earlier?.holdsSecret ?? false),
    });
  }

  text(path: string): string {
    return this.edits.get(path)?.text ?? this.repository.text(path);
  }

  textIfExists(path: string): string | undefined {
    return this.edits.has(path) || this.bytesOf(path) !== undefined ? this.text(path) : undefined;
  }

  /** The current bytes of a file in the repository, in the base or outside of it. */
  bytesOf(path: string): Buffer | undefined {
    return this.repository.files.get(path) ?? this.repository.outsideBase(path);
  }

  /** Adds a managed folder outside of the base, with all its files. */
  addManagedFolder(path: string, files: ReadonlyMap<string, Buffer>): void {
    this.managed.set(path, files);
  }

  /** The absolute paths of the folders outside of the base that are written. */
  get foldersOutsideBase(): string[] {
    const edited = [...this.includedInOutput.keys(), ...this.edits.keys()].filter(
      (path) => !this.repository.files.has(path),
    );
    const folders = [...this.managed.keys(), ...edited.map((path) => posix.dirname(path))];
    return [...new Set(folders)].map((folder) => join(this.repository.root, folder));
  }

  compose(part: ComposePart): void {
    this.composed.push(part);
  }

  /** An output includes this folder of the user, which is outside of the base. */
  includeInOutput(path: string): void {
    for (const [name, bytes] of this.repository.filesOutsideBase(path))
      this.includedInOutput.set(name, bytes);
  }

  reserve(
    path: string,
    what: string,
    problem = 'would point to two databases; give each its own key or Secret',
  ): void {
    const key = `${path}: ${what}`;
    if (this.reserved.has(key)) {
      throw Refusal.of('claimed-twice', path, `${what} ${problem}`);
    }
    this.reserved.add(key);
  }

  /** Adds a warning once, although several databases of an application may find it. */
  warn(notice: Notice): void {
    const key = [notice.code, notice.path, notice.message].join('\n');
    if (!this.warned.has(key)) this.warnings.push(notice);
    this.warned.add(key);
  }

  addRow(row: EnvironmentRow): void {
    this.rows.push(row);
  }

  /** The bytes that one of the user's files will have. */
  bytes(path: string, original: Buffer): Buffer {
    const edit = this.edits.get(path);
    return edit === undefined ? original : Buffer.from(edit.text, 'utf8');
  }
}

/** The namespace of the user's objects; undefined if they are in several. */
export function commonNamespace(repository: Repository): string | undefined {
  const named = new Set(
    repository.objects.filter(({ kind }) => kind !== 'Namespace').map(({ namespace }) => namespace),
  );
  const [only] = named;
  return named.size === 1 ? only : undefined;
}
