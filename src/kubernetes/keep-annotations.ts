/** Argo CD and Flux leave an object where it is when its YAML goes: nobody's data is deleted by a commit. */
export const KEEP = {
  'argocd.argoproj.io/sync-options': 'Delete=false,Prune=false',
  'kustomize.toolkit.fluxcd.io/prune': 'disabled',
};
