import { renderManifests as render, type ManifestFolder } from '../src/kubernetes/manifests';

export type { ManifestFolder };

/** Milliseconds that rendering took so far: it is a part of each plan, and a row of its own here. */
export let renderingTime = 0;

export function renderManifests(...given: Parameters<typeof render>): ManifestFolder[] {
  const from = performance.now();
  const folders = render(...given);
  renderingTime += performance.now() - from;
  return folders;
}
