/** Holds what tells this run's namespaces from another's: the value of a label of theirs. */
export const RUN_VARIABLE = 'CLUSTER_TEST_RUN';

const LABEL = 'cdk8s-database-test-run';

export function runLabels(): Readonly<Record<string, string>> {
  return { [LABEL]: process.env[RUN_VARIABLE] ?? 'unknown' };
}

export function runSelector(): string {
  return Object.entries(runLabels()).flat().join('=');
}
