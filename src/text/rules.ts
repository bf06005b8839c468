import type { Construct, IConstruct } from 'constructs';
import type { ProblemCode } from './problem-code';
import type { Notice } from './refusal';

/** An invalid case. */
export interface Rule {
  readonly code: ProblemCode;
  /** The prop, for example `storage.size`. @default - the construct itself, such as its id */
  readonly field?: string;
  readonly when: boolean;
  /** What was given, what is allowed, what to do. */
  readonly say: string;
}

/** What the rules of a construct said when it was validated last. */
const broken = new WeakMap<IConstruct, readonly Notice[]>();

/**
 * Checked with all the others before anything is written, so that a user sees every problem at once. Once for a
 * construct. OWNER is the construct whose props the fields are.
 */
export function addRules(construct: Construct, rules: () => readonly Rule[], owner = construct): void {
  const validate = (): string[] => {
    const found = rules().filter(({ when }) => when);
    broken.set(
      construct,
      found.map(({ code, field, say }) => ({ code, path: pathOf(owner, field), message: say })),
    );
    return found.map(({ say }) => say);
  };
  construct.node.addValidation({ validate });
}

/** What is wrong with a construct, by its rules and by the validations that others have given it. */
export function problemsOf(construct: IConstruct): Notice[] {
  const messages = construct.node.validate();
  const own = broken.get(construct) ?? [];
  return [
    ...own,
    ...messages
      .filter((message) => !own.some((problem) => problem.message === message))
      .map((message): Notice => ({ code: 'construct-invalid', path: pathOf(construct), message })),
  ];
}

/** Of a construct's field: `database.storage.size`. */
export function pathOf({ node }: IConstruct, field?: string): string {
  const path = node.path || 'app';
  return field === undefined ? path : `${path}.${field}`;
}
