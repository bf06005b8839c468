import type { Duration } from 'cdk8s';

/** DURATION in seconds, of which Kubernetes and PostgreSQL take whole ones: a part of one counts as one. */
export function wholeSeconds(duration: Duration): number {
  return Math.ceil(duration.toMilliseconds() / 1000);
}
