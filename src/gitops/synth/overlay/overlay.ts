import { isMapping, type Mapping } from '../../../text/mapping';
import { component, fileName, HEADER } from '../../../kubernetes/manifests';
import { asPattern, patchFile } from '../../../kubernetes/patch';
import { yamlText } from '../../../text/yaml-text';
import type { PatchOperation } from './object-difference';
import { targetKey, type ObjectTarget } from './object-target';

/** The differences of an environment from the base, written as a kustomize component. */
export class Overlay {
  private readonly added: Mapping[] = [];
  private readonly patches = new Map<string, { readonly target: ObjectTarget; readonly patch: object }>();

  /** Adds an object that the base does not have. */
  add(object: Mapping): void {
    this.added.push(object);
  }

  /** Removes an object of the base. */
  remove(target: ObjectTarget, apiVersion: string): void {
    const { kind, ...metadata } = target;
    const patch = { $patch: 'delete', apiVersion, kind, metadata };
    this.patches.set(targetKey(target), { target, patch });
  }

  /** Patches an object of the base by operations, or by an object that is merged. */
  patch(target: ObjectTarget, patch: readonly PatchOperation[] | Mapping): void {
    const known = this.patches.get(targetKey(target))?.patch;
    const merged = isMapping(known) && isMapping(patch) ? merge(known, patch) : patch;
    this.patches.set(targetKey(target), { target, patch: merged });
  }

  /** The added objects, which the base's transformers do not change. */
  get additions(): readonly Mapping[] {
    return this.added;
  }

  /** The component's files with its kustomization. */
  files(): Map<string, Buffer> {
    const documents = new Map<string, string[]>();
    for (const object of this.added) {
      const file = fileName(String(object['kind']));
      documents.set(file, [...(documents.get(file) ?? []), yamlText(object)]);
    }
    const resources = [...documents.keys()].sort();
    // One file for each patch, since kustomize panics on several removals in one file.
    const patches = [...this.patches.values()]
      .map(({ target, patch }) => ({
        path: patchFile(target),
        target: { ...target, name: asPattern(target.name) },
        text: yamlText(patch),
      }))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
    const texts = [
      ...resources.map((name) => [name, (documents.get(name) ?? []).join('---\n')] as const),
      ...patches.map(({ path, text }) => [path, text] as const),
    ];
    return new Map([
      ...texts.map(([name, text]) => [name, Buffer.from(HEADER + text)] as const),
      [
        'kustomization.yaml',
        component(
          resources,
          patches.map(({ path, target }) => ({ path, target })),
        ),
      ],
    ]);
  }
}

function merge(into: Mapping, from: Mapping): Mapping {
  const merged: Record<string, unknown> = { ...into };
  for (const [key, value] of Object.entries(from)) {
    const there = merged[key];
    merged[key] = isMapping(there) && isMapping(value) ? merge(there, value) : value;
  }
  return merged;
}
