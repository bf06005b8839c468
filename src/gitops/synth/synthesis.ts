import type { Chart } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import type { Overlay } from './overlay/overlay';
import type { ComposePart } from './compose-part';
import type { ObjectChange } from '../plan/object-change';
import type { EnvironmentRow, FileChange } from '../plan/plan';
import type { Notice } from '../../text/refusal';
import type { Repository } from '../tree/repository';
import type { SecretStore } from './secret-store';
import type { Upgrade } from './synth-options';

export interface EditOptions {
  /** The file must not be committed: only the user may read it, and a clone does not have it. @default false */
  readonly untracked?: boolean;
  /** The change is in a Secret's value. @default false */
  readonly holdsSecret?: boolean;
}

/** The state that the parts of one synth share: the repository as it was read, and their changes. */
export interface Synthesis {
  /** For an environment: the synth of its base. @default - this synth is the base's */
  readonly base?: Synthesis;
  /** For an environment: its component's folder, relative to the repository's root. @default - this synth is the base's */
  readonly path?: string;
  readonly repository: Repository;
  readonly secrets: SecretStore;
  /** The upgrade command that the user gave. */
  readonly upgrade: Upgrade | undefined;
  /** True if the repository's own files are written or compared; else the base and its overlays go to another folder. */
  readonly inPlace: boolean;
  /** True if the user's work may be overwritten. */
  readonly force: boolean;
  /** The text of a file in a managed folder, before this synth: in the output, or else in the repository. */
  committedText(folder: string, file: string): string | undefined;
  /** The namespace of a folder's objects without their own. Undefined: the one that `kubectl apply` is run with. */
  namespaceOf(folder: string): string | undefined;
  /** Sets the namespace of a folder's objects, which is the application's. Only the first call has an effect. */
  setNamespace(folder: string, namespace: string | undefined): void;
  /** Sets the text of one of the user's files, or creates it. REASON is shown in the report. */
  edit(path: string, text: string, reason: string, more?: EditOptions): void;
  /** Adds a managed folder outside of the base, with all its files. */
  addManagedFolder(path: string, files: ReadonlyMap<string, Buffer>): void;
  /** Adds services to the repository's compose file, with the files that they mount. */
  compose(part: ComposePart): void;
  /** The text of one of the user's files, with the edits so far. */
  text(path: string): string;
  /** As text(), but undefined if the file does not exist. */
  textIfExists(path: string): string | undefined;
  /** Reserves an entry of a file for one part of the synth. @throws Refusal with PROBLEM if it is reserved already */
  reserve(path: string, what: string, problem?: string): void;
  warn(notice: Notice): void;
  /** Adds a row to the list of the application's connections. */
  addRow(row: EnvironmentRow): void;
}

/** The synth of one chart in one environment: its differences from the base go into the overlay. */
export interface EnvironmentSynthesis extends Synthesis {
  readonly environment: string;
  /** The chart's folder in the base. */
  readonly folder: string;
  readonly overlay: Overlay;
  /** The component's folder, relative to the repository's root. */
  readonly path: string;
}

export const SYNTH_PART = Symbol.for('cdk8s-database.SynthPart');

/** A construct with steps of its own in a synth. They run in this order, each step for all parts. */
export interface SynthPart extends IConstruct {
  /** @internal */
  readonly [SYNTH_PART]: boolean;
  /** For a chart: its charts in other environments by name, each in its own app. @internal */
  readonly environments?: ReadonlyMap<string, Chart>;
  /** Looks at the repository. @internal */
  survey?(synthesis: Synthesis): void;
  /** Sets values that are known only after the survey. @internal */
  bind?(synthesis: Synthesis): void;
  /** Checks what must not change in the objects of its chart's folder, from the files whose bytes change. @internal */
  verify?(synthesis: Synthesis, changes: readonly ObjectChange[]): void;
  /** Edits the user's files. @internal */
  edit?(synthesis: Synthesis): void;
  /** Patches the user's objects in an environment. @internal */
  patchIn?(synthesis: EnvironmentSynthesis): void;
  /** Warns of the effects of a change to its own files. CHANGED: the changed files by their folder in the repository. @internal */
  review?(synthesis: Synthesis, changed: ReadonlyMap<string, readonly FileChange[]>): void;
  /** Checks what would be built. CHANGES: those of the repository, also if another folder is written. @internal */
  prove?(synthesis: Synthesis, changes: readonly FileChange[]): void;
}

export function isSynthPart(construct: IConstruct): construct is SynthPart & Construct {
  return SYNTH_PART in construct;
}
