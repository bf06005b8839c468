import { existsSync, readFileSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isInside } from '../text/paths';
import { fileChange, type FileChange } from '../gitops/plan/plan';
import { Refusal } from '../text/refusal';
import { decodeUtf8 } from '../text/text-file';
import { isTemporary } from '../gitops/tree/leftover-temp-files';

/** The repository's top folder, and what is to become of the files in it that make it a project. */
export class ProjectFolder {
  readonly changes: FileChange[] = [];
  readonly root: string;

  constructor(root: string) {
    this.root = resolve(root);
  }

  /** Undefined where there is no such file. @throws Refusal for what is there and is no file of the repository's. */
  text(path: string): string | undefined {
    const { before } = this.find(path);
    return before && decodeUtf8(before, path);
  }

  /** A file that nobody has written yet. @throws Refusal where somebody has. */
  create(path: string, text: string, reason: string): void {
    const { file, before } = this.find(path);
    const after = Buffer.from(text, 'utf8');
    if (before !== undefined && before.length > 0 && !before.equals(after)) {
      throw Refusal.of(
        'foreign-file',
        path,
        'is there already and is not what init writes; move it away, then run init again',
      );
    }
    this.changes.push(fileChange({ path, file }, before, after, reason));
  }

  /** A file that is left alone where there is one. */
  createUnlessThere(path: string, text: string, reason: string): void {
    const { file, before } = this.find(path);
    const after = before ?? Buffer.from(text, 'utf8');
    this.changes.push(fileChange({ path, file }, before, after, before ? 'left as it is' : reason));
  }

  /** A file that may be somebody's and gains something; one that is not there is an empty one. */
  edit(path: string, edit: (text: string) => string, reason: string): void {
    const { file, before } = this.find(path);
    const after = Buffer.from(edit(before === undefined ? '' : decodeUtf8(before, path)), 'utf8');
    this.changes.push(fileChange({ path, file }, before, after, reason, { fsync: true }));
  }

  /** What a run that was killed has left beside the files. */
  get leftoverTempFiles(): string[] {
    const folders = new Set(this.changes.map(({ file }) => dirname(file)));
    return [...folders]
      .filter((folder) => existsSync(folder))
      .flatMap((folder) => readdirSync(folder).map((name) => ({ folder, name })))
      .filter(({ name }) => isTemporary(name))
      .map(({ folder, name }) => join(folder, name));
  }

  /** The file itself, so that a symbolic link to it stays one, and what is in it. */
  private find(path: string): { file: string; before: Buffer | undefined } {
    const named = join(this.root, path);
    if (!existsSync(named)) return { file: named, before: undefined };
    const file = realpathSync(named);
    if (!isInside(realpathSync(this.root), file)) {
      throw Refusal.of(
        'link-escapes',
        path,
        'leads out of the repository by a symbolic link; remove the link',
      );
    }
    if (!statSync(file).isFile()) {
      throw Refusal.of('no-file', path, 'is there already and is no file; move it away, then run init again');
    }
    return { file, before: readFileSync(file) };
  }
}
