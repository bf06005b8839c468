import type { Draft } from './draft';

/** Gives a flat folder the kustomization that reaches the database, and says what that means for who applies it. */
export function beginKustomization(draft: Draft): void {
  const { flat, base, tree } = draft.repository;
  if (flat === undefined) return;
  draft.edit(tree.path, flat.kustomization, `lists the manifests in ${base}`);
  const leftOut = flat.leftOut.map(({ path, reason }) => `${path} (${reason})`);
  draft.warn({
    code: 'kustomization-begun',
    path: tree.path,
    message:
      `is new and lists the manifests in ${base} and the database: apply them with kubectl apply -k ${base} from now on, since kubectl apply -f ${base} does not apply the database and fails at this file; list new manifests in it` +
      (leftOut.length > 0 ? `; not listed: ${leftOut.join(', ')}` : ''),
  });
}
