/** What a checker has to say against an object. */
export interface Finding {
  readonly checker: Checker;
  /** The check's own id. */
  readonly check: string;
  /** Kind and name. */
  readonly object: string;
  readonly message: string;
}

export type Checker = 'kubeconform' | 'kube-score' | 'checkov' | 'kube-linter' | 'polaris';

export interface Verdict {
  /** The objects that the checker has looked at: one that looks at nothing finds nothing either. */
  readonly checked: ReadonlySet<string>;
  readonly findings: readonly Finding[];
}
