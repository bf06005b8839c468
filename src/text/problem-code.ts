/** What a program can match on. The table says of each what it means and what to do; docs/errors.md is made of it. */
export type ProblemCode = keyof typeof import('./problems.json') | `no-secret-but-${string}`;
