import { App } from 'cdk8s';
import type { Plan } from './plan';
import { planSynth } from './plan-synth';
import { Refusal } from './refusal';
import { presentPlan, presentRefusal } from './report';
import { flagsFromEnvironment, synthOptions, type GitOpsAppProps, type SynthOptions } from './synth-options';
import { writePlan } from './writer';

/**
 * A cdk8s app whose charts are folders of a base in a GitOps repository. Started by the command line it obeys
 * its flags; as a library it writes to `output` and throws.
 */
export class GitOpsApp extends App {
  private readonly props: GitOpsAppProps;

  constructor(props: GitOpsAppProps = {}) {
    super();
    this.props = props;
    // cdk8s asks each resolver about each value of each object; most values are texts, with nothing to resolve.
    const resolvers = this.resolvers.splice(0);
    this.resolvers.push({
      resolve: (context) => {
        if (typeof context.value !== 'object') return;
        for (const resolver of resolvers) {
          resolver.resolve(context);
          if (context.replaced) return;
        }
      },
    });
  }

  /** What a synth would do, without doing it. @throws Refusal with every problem found. */
  plan(options: SynthOptions = synthOptions(this.props, flagsFromEnvironment() ?? {})): Plan {
    return planSynth(this, options);
  }

  /** @throws Refusal with every problem found; nothing was written then. */
  override synth(): void {
    const flags = flagsFromEnvironment();
    const options = synthOptions(this.props, flags ?? {});
    try {
      const plan = this.plan(options);
      if (options.mode === 'write') writePlan(plan);
      if (flags !== undefined) presentPlan(plan, options);
    } catch (error) {
      if (flags === undefined || !(error instanceof Refusal)) throw error;
      presentRefusal(error);
    }
  }
}
