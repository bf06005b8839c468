import type { Construct } from 'constructs';

/** A case that must not be, and what to say of it: what was given, what is allowed, what to do. */
export interface Rule {
  readonly when: boolean;
  readonly say: string;
}

/** Checked with all the others before anything is written, so that a user sees every problem at once. */
export function addRules(construct: Construct, rules: () => readonly Rule[]): void {
  construct.node.addValidation({
    validate: () =>
      rules()
        .filter((rule) => rule.when)
        .map((rule) => rule.say),
  });
}
