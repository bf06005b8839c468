import type { Chart } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import type { Overlay } from './overlay/overlay';
import type { ComposePart } from './compose-part';
import type { EnvironmentRow, FileChange } from '../plan/plan';
import type { Notice } from '../../text/refusal';
import type { Repository } from '../tree/repository';
import type { SecretStore } from './secret-store';
import type { Upgrade } from './synth-options';

export interface EditOptions {
  /** It holds what must not be committed: for nobody else to read, and missing in a clone. @default false */
  readonly untracked?: boolean;
  /** A Secret's value is what changes in it. @default false */
  readonly holdsSecret?: boolean;
}

/** What the parts of one synth share: the tree as it was found, and what they want changed in it. */
export interface Synthesis {
  /** The synth of the base, where this is of one environment. @default - this one is */
  readonly base?: Synthesis;
  readonly repository: Repository;
  readonly secrets: SecretStore;
  /** What the user said of the way from one major version to the next. */
  readonly upgrade: Upgrade | undefined;
  /** Are the repository's own files written, or compared with? Else it is a base and its overlays, elsewhere. */
  readonly inPlace: boolean;
  /** Also what may undo somebody's work. */
  readonly force: boolean;
  /** What stands where a file of a database's folder is going to be written, or else in the repository. */
  standing(folder: string, file: string): string | undefined;
  /** The namespace that a folder's objects without one end up in; undefined: what `kubectl apply` is told. */
  namespaceOf(folder: string): string | undefined;
  /** A folder's objects go where the application is, which is the first to say so. */
  place(folder: string, namespace: string | undefined): void;
  /** A file of the user's gets this text, or is made with it; `reason` says what for. */
  edit(path: string, text: string, reason: string, more?: EditOptions): void;
  /** A folder of ours beyond the base, and all that is to be in it. */
  own(path: string, files: ReadonlyMap<string, Buffer>): void;
  /** Services of the repository's compose file, what they mount beside it. */
  compose(part: ComposePart): void;
  /** The text that a file of the user's has by now. */
  text(path: string): string;
  /** The same, of one that may not be there. */
  textIfThere(path: string): string | undefined;
  /** One part alone may say what WHAT of a file becomes. @throws Refusal with the problem for the second. */
  claim(path: string, what: string, problem?: string): void;
  warn(notice: Notice): void;
  /** For those who ask where the application finds its databases. */
  note(row: EnvironmentRow): void;
}

/** One chart in one environment: what it has otherwise than in the base is noted in the overlay. */
export interface EnvironmentSynthesis extends Synthesis {
  readonly environment: string;
  /** The chart's folder in the base. */
  readonly folder: string;
  readonly overlay: Overlay;
  /** The component's folder, relative to the repository's root. */
  readonly path: string;
}

export const SYNTH_PART = Symbol.for('cdk8s-database.SynthPart');

/** A construct that takes part in a synth beyond the objects it yields. The steps come in this order. */
export interface SynthPart extends IConstruct {
  readonly [SYNTH_PART]: boolean;
  /** Where it is a chart: what it is in environments, by their names; charts of apps of their own. */
  readonly environments?: ReadonlyMap<string, Chart>;
  /** Looks at the repository. */
  survey?(synthesis: Synthesis): void;
  /** Gives values to what is only known by now. */
  bind?(synthesis: Synthesis): void;
  /** Changes files of the user's. */
  edit?(synthesis: Synthesis): void;
  /** Looks at a chart's environment. */
  surveyIn?(synthesis: EnvironmentSynthesis): void;
  /** Says what an environment has otherwise in the user's objects. */
  patchIn?(synthesis: EnvironmentSynthesis): void;
  /** Says what comes of a change to its own files: those that change, by their folder in the repository. */
  review?(synthesis: Synthesis, changed: ReadonlyMap<string, readonly FileChange[]>): void;
}

export function isSynthPart(construct: IConstruct): construct is SynthPart & Construct {
  return SYNTH_PART in construct;
}
