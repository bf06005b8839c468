import { posix } from 'node:path';
import { load } from 'js-yaml';
import { listAt } from '../../../text/mapping';
import type { Draft } from '../draft';
import { addResources } from '../../../editors/kustomization/kustomization-editor';
import { KUSTOMIZATION_NAMES } from '../../tree/kustomize-tree';
import { yamlText } from '../../../text/yaml-text';

/** The overlay's own kustomization, which is the user's: made where there is none, else it gains its components. */
export function reachComponents(draft: Draft, overlay: string, components: readonly string[]): void {
  const { repository } = draft;
  const name = KUSTOMIZATION_NAMES.find((one) => draft.bytesOf(`${overlay}/${one}`) !== undefined);
  const path = `${overlay}/${name ?? KUSTOMIZATION_NAMES[0]}`;
  const base = posix.relative(overlay, repository.base);
  // A 0-byte placeholder makes way.
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
  // One that leads to another folder may lead to the base from there.
  if (!entries.some((entry) => typeof entry === 'string' && entry.startsWith('../'))) {
    const message = `does not list ${base}, so what it changes may not be there; add it to resources`;
    draft.warn({ code: 'overlay-without-base', path, message });
  }
}
