import type { Construct } from 'constructs';

/** An invalid case and its error message: what was given, what is allowed, what to do. */
export interface Rule {
  readonly when: boolean;
  readonly say: string;
}

/** Adds rules that are checked before anything is written, so that the user sees every problem at once. */
export function addRules(construct: Construct, rules: () => readonly Rule[]): void {
  construct.node.addValidation({
    validate: () =>
      rules()
        .filter((rule) => rule.when)
        .map((rule) => rule.say),
  });
}
