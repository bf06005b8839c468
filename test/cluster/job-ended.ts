import type { Namespace } from './namespace';

/** Waits until a Job has ended like this. */
export async function jobEnded(
  namespace: Namespace,
  name: string,
  condition: 'Complete' | 'Failed' = 'Complete',
): Promise<void> {
  const wait = ['wait', `job/${name}`, `--for=condition=${condition}`, '--timeout=100s'];
  await namespace.explained(namespace.kubectl(wait));
}
