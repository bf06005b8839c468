import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { isMapping } from '../../../text/mapping';
import { Draft } from '../draft';
import type { EnvironmentRow } from '../../plan/plan';
import type { ComposePart } from '../compose-part';
import type { Notice } from '../../../text/refusal';
import { readRegularFile } from '../../tree/regular-file';
import type { EditOptions, EnvironmentSynthesis } from '../synthesis';
import type { SynthOptions } from '../synth-options';
import { yamlText } from '../../../text/yaml-text';
import { committedIn } from './committed-overlay';
import { Overlay } from './overlay';
import { ifReadable } from '../../../text/if-readable';

/** The differences of one chart's parts in one environment. */
export class EnvironmentDraft extends Draft implements EnvironmentSynthesis {
  readonly overlay = new Overlay();

  constructor(
    readonly base: Draft,
    options: SynthOptions,
    readonly environment: string,
    /** The chart's folder in the base. */
    readonly folder: string,
    /** The component's folder, relative to the repository's root. */
    readonly path: string,
  ) {
    super(base.repository, base.secrets, options);
  }

  /** The base's committed text, changed by the environment's component; undefined for a new environment. */
  override committedText(folder: string, file: string): string | undefined {
    if (this.read('kustomization.yaml') === undefined) return undefined;
    const text = this.base.committedText(folder, file);
    if (folder !== this.folder || text === undefined) return text;
    const objects = ifReadable(() => loadAll(text));
    if (objects === undefined) return text;
    const read = (name: string): string | undefined => this.read(name);
    return committedIn(objects.filter(isMapping), file, read)
      .map((object) => yamlText(object))
      .join('---\n');
  }

  /** All environments share the user's files. */
  override text(path: string): string {
    return this.base.text(path);
  }

  override textIfExists(path: string): string | undefined {
    return this.base.textIfExists(path);
  }

  override edit(path: string, text: string, reason: string, options?: EditOptions): void {
    this.base.edit(path, text, reason, options);
  }

  override addManagedFolder(path: string, files: ReadonlyMap<string, Buffer>): void {
    this.base.addManagedFolder(path, files);
  }

  /** All environments share the files outside of the base. */
  override reserve(path: string, what: string, problem?: string): void {
    if (this.repository.files.has(path)) super.reserve(path, what, problem);
    else this.base.reserve(path, what, problem);
  }

  override compose(part: ComposePart): void {
    this.base.compose(part);
  }

  override namespaceOf(folder: string): string | undefined {
    return this.base.namespaceOf(folder);
  }

  /** Adds a warning, unless the base has the same one. */
  override warn(notice: Notice): void {
    const { code, message } = notice;
    const isKnown = this.base.warnings.some((one) => one.code === code && one.message === message);
    if (!isKnown) super.warn({ ...notice, message: `in the environment ${this.environment}: ${message}` });
  }

  override addRow(row: EnvironmentRow): void {
    this.base.addRow(row);
  }

  private read(name: string): string | undefined {
    const { output } = this.options;
    const at = (root: string): string | undefined =>
      readRegularFile(join(root, this.path, name), `${this.path}/${name}`)?.toString('utf8');
    return (output === undefined ? undefined : at(output)) ?? at(this.repository.root);
  }
}
