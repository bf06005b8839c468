import { posix } from 'node:path';
import { load } from 'js-yaml';
import { listAt } from '../../../text/mapping';
import type { Draft } from '../draft';
import { addResources } from '../../../editors/kustomization/kustomization-editor';
import { KUSTOMIZATION_NAMES } from '../../tree/kustomize-tree';
import { yamlText } from '../../../text/yaml-text';

/** Creates the overlay's kustomization, or adds the components to the user's existing one. */
export function reachComponents(draft: Draft, overlay: string, components: readonly string[]): void {
  const { repository } = draft;
  const name = KUSTOMIZATION_NAMES.find((one) => draft.bytesOf(`${overlay}/${one}`) !== undefined);
  const path = `${overlay}/${name ?? KUSTOMIZATION_NAMES[0]}`;
  const base = posix.relative(overlay, repository.base);
  // An empty placeholder is replaced.
  if (name === undefined || draft.text(path).trim() === '') {
    const kustomization = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' };
    draft.edit(
      path,
      yamlText({ ...kustomization, resources: [base], components }),
      'the environment’s overlay',
    );
    return;
  }
  const { text, warnings } = addResources(draft.text(path), components, path, 'components');
  warnings.forEach((warning) => draft.warn(warning));
  draft.edit(path, text, `reaches ${components.join(', ')}`);

  const data = load(draft.text(path));
  const entries = ['resources', 'bases', 'components'].flatMap((list) => [...listAt(data, list)]);
  // An entry in another folder may include the base.
  if (!entries.some((entry) => typeof entry === 'string' && entry.startsWith('../'))) {
    const message = `does not list ${base}, so the objects that it patches may be missing; add it to resources`;
    draft.warn({ code: 'overlay-without-base', path, message });
  }
}
