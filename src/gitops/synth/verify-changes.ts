import { Chart } from 'cdk8s';
import { loadAll } from 'js-yaml';
import { fileName, type ManifestFolder } from '../../kubernetes/manifests';
import { ifReadable } from '../../text/if-readable';
import type { Mapping } from '../../text/mapping';
import type { ProblemList } from '../../text/problem-list';
import { objectChanges, objectChangesIn, type ObjectChange } from '../plan/object-change';
import { isMoved } from './claim-change';
import type { Draft } from './draft';
import type { EnvironmentDraft } from './overlay/environment-draft';
import type { SynthPart } from './synthesis';

/** Only these files are checked: they contain what must not change. */
const GUARDED = ['ConfigMap', 'PersistentVolumeClaim', 'Secret', 'StatefulSet'].map(fileName);

/** Lets each part of a base check the changes of the objects in its folder. */
export function verifyFolders(
  draft: Draft,
  parts: readonly SynthPart[],
  folders: readonly ManifestFolder[],
  list: ProblemList,
): void {
  if (draft.force) return;
  const byName = new Map(folders.map((folder) => [folder.name, folder]));
  const known = new Map<string, ObjectChange[]>();
  for (const part of parts.filter((one) => one.verify !== undefined)) {
    const folder = byName.get(Chart.of(part).node.id);
    if (folder === undefined) continue;
    const changes = known.get(folder.name) ?? changesIn(draft, folder);
    known.set(folder.name, changes);
    list.attempt(() => part.verify?.(draft, changes));
  }
}

/** The changes of a folder's objects. An unchanged file is not parsed, as most files are in most runs. */
function changesIn(draft: Draft, { name, files }: ManifestFolder): ObjectChange[] {
  const changed = GUARDED.flatMap((file) => {
    const before = draft.committedBytes(name, file);
    const after = files.get(file);
    const path = draft.repository.pathOf(`${name}/${file}`);
    const isSame = before === undefined || (after !== undefined && before.equals(after));
    // The PVCs' namespace may be in the base's kustomization.
    const isKept = isSame && !(before !== undefined && file === CLAIMS && isMoved(draft.repository));
    return isKept ? [] : [{ path, before, after }];
  });
  return objectChangesIn(changed);
}

const CLAIMS = fileName('PersistentVolumeClaim');

/** The same for one environment, whose new objects are WANTED. @throws Refusal for a forbidden change */
export function verifyEnvironment(
  draft: EnvironmentDraft,
  parts: readonly SynthPart[],
  wanted: readonly Mapping[],
): void {
  if (draft.force) return;
  const { folder, repository } = draft;
  const changes = GUARDED.flatMap((file) => {
    const text = draft.committedText(folder, file);
    if (text === undefined) return [];
    const after = wanted.filter(({ kind }) => fileName(String(kind)) === file);
    return objectChanges(
      repository.pathOf(`${folder}/${file}`),
      ifReadable(() => loadAll(text)) ?? [],
      after,
    );
  });
  for (const part of parts) part.verify?.(draft, changes);
}
