import { underLock } from '../plan/lock';
import { PlannedApp } from '../../kubernetes/planned-app';
import type { Plan } from '../plan/plan';
import { declarationsOf } from './declaration';
import { planSynth } from './plan-synth';
import { refuseUnknownProps } from '../../text/known-props';
import { Refusal } from '../../text/refusal';
import { presentPlan, presentRefusal } from './report';
import { flagsFromEnvironment, synthOptions, type GitOpsAppProps, type SynthOptions } from './synth-options';
import type { Repository } from '../tree/repository';
import { writeOut } from './standard-streams';
import { writePlan } from '../plan/writer';

let synthesized = false;

/** True if this process has called synth() of a GitOpsApp. A program that did not has written nothing. */
export function wasSynthesized(): boolean {
  return synthesized;
}

/** Variables with which cdk8s would change the output. They are removed: the same input must give the same bytes. */
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
    refuseUnknownProps('GitOpsAppProps', 'GitOpsApp', props);
    this.props = props;
  }

  /** What a synth would do, without doing it. @throws Refusal with every problem found. */
  plan(options: SynthOptions = synthOptions(this.props, flagsFromEnvironment() ?? {})): Plan {
    return planSynth(this, options, (repository) => this.prepare(repository));
  }

  /** Adds the constructs that depend on what is in the repository, before all others are asked. @internal */
  // eslint-disable-next-line @typescript-eslint/no-unused-vars, @typescript-eslint/no-empty-function -- for a subclass
  protected prepare(repository: Repository): void {}

  /** @throws Refusal with every problem found; nothing was written then. */
  override synth(): void {
    synthesized = true;
    const flags = flagsFromEnvironment();
    const options = synthOptions(this.props, flags ?? {});
    try {
      if (flags?.declare) {
        writeOut(`${JSON.stringify(declarationsOf(this, options))}\n`);
        return;
      }
      const plan = options.mode === 'write' ? this.write(options) : this.plan(options);
      if (flags !== undefined) presentPlan(plan, options);
    } catch (error) {
      if (flags === undefined || !(error instanceof Refusal)) throw error;
      presentRefusal(error, options.json);
    }
  }

  /** No other run writes between this run's first read and its last write. */
  private write(options: SynthOptions): Plan {
    return underLock(options.repository, () => {
      const plan = this.plan(options);
      writePlan(plan);
      return plan;
    });
  }
}
