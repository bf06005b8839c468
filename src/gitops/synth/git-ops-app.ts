import { underLock } from '../plan/lock';
import { PlannedApp } from '../../kubernetes/planned-app';
import type { Plan } from '../plan/plan';
import { planSynth } from './plan-synth';
import { Refusal } from '../../text/refusal';
import { presentPlan, presentRefusal } from './report';
import { flagsFromEnvironment, synthOptions, type GitOpsAppProps, type SynthOptions } from './synth-options';
import { writePlan } from '../plan/writer';

let synthesized = false;

/** Has an app of this process been synthesized, or tried to be? A program in which none was did nothing. */
export function wasSynthesized(): boolean {
  return synthesized;
}

/** What cdk8s reads from the environment and what would change the output: the same input has the same bytes. */
const CHANGES_OUTPUT = ['CDK8S_DISABLE_SORT', 'CDK8S_LEGACY_HASH'];

/**
 * A cdk8s app whose charts are folders of a base in a GitOps repository. Started by the command line it obeys
 * its flags; as a library it writes to `output` and throws.
 */
export class GitOpsApp extends PlannedApp {
  private readonly props: GitOpsAppProps;

  constructor(props: GitOpsAppProps = {}) {
    for (const variable of CHANGES_OUTPUT) Reflect.deleteProperty(process.env, variable);
    super();
    this.props = props;
  }

  /** What a synth would do, without doing it. @throws Refusal with every problem found. */
  plan(options: SynthOptions = synthOptions(this.props, flagsFromEnvironment() ?? {})): Plan {
    return planSynth(this, options);
  }

  /** @throws Refusal with every problem found; nothing was written then. */
  override synth(): void {
    synthesized = true;
    const flags = flagsFromEnvironment();
    const options = synthOptions(this.props, flags ?? {});
    try {
      const plan = options.mode === 'write' ? this.write(options) : this.plan(options);
      if (flags !== undefined) presentPlan(plan, options);
    } catch (error) {
      if (flags === undefined || !(error instanceof Refusal)) throw error;
      presentRefusal(error);
    }
  }

  /** From the first file that is read to the last one that is written, no other run writes. */
  private write(options: SynthOptions): Plan {
    return underLock(options.repository, () => {
      const plan = this.plan(options);
      writePlan(plan);
      return plan;
    });
  }
}
