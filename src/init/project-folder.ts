import { existsSync, readFileSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isInside } from '../text/paths';
import { fileChange, type FileChange } from '../gitops/plan/plan';
import { Refusal } from '../text/refusal';
import { decodeUtf8 } from '../text/text-file';
import { isTemporary } from '../gitops/tree/leftover-temp-files';

/** The repository's top folder, and the planned changes to its files. */
export class ProjectFolder {
  readonly changes: FileChange[] = [];
  readonly root: string;

  constructor(root: string) {
    this.root = resolve(root);
  }

  /** Undefined if the file does not exist. @throws Refusal if it is not a file, or is outside of the repository */
  text(path: string): string | undefined {
    const { before } = this.find(path);
    return before && decodeUtf8(before, path);
  }

  /** Creates a file. @throws Refusal if it exists with other content */
  create(path: string, text: string, reason: string): void {
    const { file, before } = this.find(path);
    const after = Buffer.from(text, 'utf8');
    if (before !== undefined && before.length > 0 && !before.equals(after)) {
      throw Refusal.of(
        'foreign-file',
        path,
        'exists already with other content than init writes; move it away, then run init again',
      );
    }
    this.changes.push(fileChange({ path, file }, before, after, reason));
  }

  /** Creates a file unless it exists. */
  createUnlessThere(path: string, text: string, reason: string): void {
    const { file, before } = this.find(path);
    const after = before ?? Buffer.from(text, 'utf8');
    this.changes.push(fileChange({ path, file }, before, after, before ? 'left as it is' : reason));
  }

  /** Edits a file that may be the user's. A missing file counts as empty. */
  edit(path: string, edit: (text: string) => string, reason: string): void {
    const { file, before } = this.find(path);
    const after = Buffer.from(edit(before === undefined ? '' : decodeUtf8(before, path)), 'utf8');
    this.changes.push(fileChange({ path, file }, before, after, reason, { fsync: true }));
  }

  /** Temporary files that an interrupted run left beside the files. */
  get leftoverTempFiles(): string[] {
    const folders = new Set(this.changes.map(({ file }) => dirname(file)));
    return [...folders]
      .filter((folder) => existsSync(folder))
      .flatMap((folder) => readdirSync(folder).map((name) => ({ folder, name })))
      .filter(({ name }) => isTemporary(name))
      .map(({ folder, name }) => join(folder, name));
  }

  /** The target of a symbolic link, so that the link stays, and its content. */
  private find(path: string): { file: string; before: Buffer | undefined } {
    const named = join(this.root, path);
    if (!existsSync(named)) return { file: named, before: undefined };
    const file = realpathSync(named);
    if (!isInside(realpathSync(this.root), file)) {
      throw Refusal.of(
        'link-escapes',
        path,
        'is a symbolic link to outside of the repository; remove the link',
      );
    }
    if (!statSync(file).isFile()) {
      throw Refusal.of(
        'no-file',
        path,
        'exists already and is not a file; move it away, then run init again',
      );
    }
    return { file, before: readFileSync(file) };
  }
}
