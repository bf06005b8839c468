/** Argo CD and Flux keep an object whose YAML is removed: no commit deletes data. */
export const KEEP = {
  'argocd.argoproj.io/sync-options': 'Delete=false,Prune=false',
  'kustomize.toolkit.fluxcd.io/prune': 'disabled',
};
