import { Construct, type IConstruct } from 'constructs';
import type { Synthesis } from './synthesis';

/**
 * A value that one part of a synth finds and other parts read, keyed by a folder, a construct or a password. Each synth
 * has its own values, so that constructs only hold their props.
 */
export class Fact<Value> {
  private readonly known = new WeakMap<Synthesis, Map<unknown, Value[]>>();

  add(synthesis: Synthesis, about: unknown, value: Value): void {
    const values = this.known.get(synthesis) ?? new Map<unknown, Value[]>();
    this.known.set(synthesis, values.set(about, [...(values.get(about) ?? []), value]));
  }

  /** The values in the order of add(). An environment without its own values has the base's. */
  of(synthesis: Synthesis | undefined, about: unknown): readonly Value[] {
    if (synthesis === undefined) return [];
    return this.known.get(synthesis)?.get(about) ?? this.of(synthesis.base, about);
  }
}

const running = new WeakMap<IConstruct, Synthesis>();

/** Makes SYNTHESIS the current one of all constructs below ROOT. */
export function beginSynthesis(root: IConstruct, synthesis: Synthesis): void {
  running.set(root, synthesis);
}

/** The current or last synth of a construct; undefined outside of a GitOpsApp. */
export function synthesisOf(construct: IConstruct): Synthesis | undefined {
  return running.get(construct.node.root);
}

/** No id that a program would choose. */
const SCOPE = '$synth';

/** Where CONSTRUCT puts the objects that one synth finds it to need: those of the synth before are gone. */
export function synthScope(construct: Construct): Construct {
  construct.node.tryRemoveChild(SCOPE);
  return new Construct(construct, SCOPE);
}
