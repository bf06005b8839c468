import { Construct, type IConstruct } from 'constructs';
import type { Synthesis } from './synthesis';

/**
 * Something that one part of a synth finds and others ask for: of a folder, of a construct, of a password. Each synth
 * has its own, so that constructs hold nothing but what the program says.
 */
export class Fact<Value> {
  private readonly known = new WeakMap<Synthesis, Map<unknown, Value[]>>();

  add(synthesis: Synthesis, about: unknown, value: Value): void {
    const values = this.known.get(synthesis) ?? new Map<unknown, Value[]>();
    this.known.set(synthesis, values.set(about, [...(values.get(about) ?? []), value]));
  }

  /** In the order in which they were found. An environment has the base's, unless it has found some itself. */
  of(synthesis: Synthesis | undefined, about: unknown): readonly Value[] {
    if (synthesis === undefined) return [];
    return this.known.get(synthesis)?.get(about) ?? this.of(synthesis.base, about);
  }
}

const running = new WeakMap<IConstruct, Synthesis>();

/** From now on SYNTHESIS is the one of all constructs below ROOT. */
export function beginSynthesis(root: IConstruct, synthesis: Synthesis): void {
  running.set(root, synthesis);
}

/** The synth that renders a construct, or did so last; undefined in an app that has none. */
export function synthesisOf(construct: IConstruct): Synthesis | undefined {
  return running.get(construct.node.root);
}

const SCOPE = 'synth';

/** Where CONSTRUCT puts the objects that one synth finds it to need: those of the synth before are gone. */
export function synthScope(construct: Construct): Construct {
  construct.node.tryRemoveChild(SCOPE);
  return new Construct(construct, SCOPE);
}
