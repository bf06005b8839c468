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

/** What somebody depends on is in these files. */
const GUARDED = ['ConfigMap', 'PersistentVolumeClaim', 'Secret', 'StatefulSet'].map(fileName);

/** Asks each part of a base what must not become of the objects in its folder. */
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

/** One comparison of bytes serves all rules: of a file that stays as it is nothing is parsed, as in most runs. */
function changesIn(draft: Draft, { name, files }: ManifestFolder): ObjectChange[] {
  const changed = GUARDED.flatMap((file) => {
    const before = draft.standingBytes(name, file);
    const after = files.get(file);
    const path = draft.repository.pathOf(`${name}/${file}`);
    const isSame = before === undefined || (after !== undefined && before.equals(after));
    // Its namespace stands elsewhere.
    const isKept = isSame && !(before !== undefined && file === CLAIMS && isMoved(draft.repository));
    return isKept ? [] : [{ path, before, after }];
  });
  return objectChangesIn(changed);
}

const CLAIMS = fileName('PersistentVolumeClaim');

/** The same of one environment, whose objects are to be WANTED. @throws Refusal */
export function verifyEnvironment(
  draft: EnvironmentDraft,
  parts: readonly SynthPart[],
  wanted: readonly Mapping[],
): void {
  if (draft.force) return;
  const { folder, repository } = draft;
  const changes = GUARDED.flatMap((file) => {
    const text = draft.standing(folder, file);
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
