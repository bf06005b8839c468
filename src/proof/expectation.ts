/** A database as main.ts declares it. Data alone, since a verdict is kept by it. */
export interface ExpectedDatabase {
  /** The folder in the base, and the value of the label that its objects have. */
  readonly instance: string;
  readonly image: string;
  readonly major: number;
  readonly claim: string;
  readonly service: string;
  readonly port: number;
  readonly database: string;
  /** The role, where no Secret of the build says it. */
  readonly user: string;
  /** The Secret with the role and its password. */
  readonly credentials: string;
  /** The ingress rules of its NetworkPolicy, as they are rendered. */
  readonly ingress: readonly unknown[];
}

/** Something that a build has and must not have. */
export interface Finding {
  /** The same for the same fault in another build. */
  readonly fault: string;
  readonly code:
    'build-connection' | 'build-database' | 'build-failed' | 'build-network' | 'build-other-object';
  /** Without a secret. */
  readonly message: string;
  /** True if a team may want it so. @default false */
  readonly isWarning?: boolean;
}
