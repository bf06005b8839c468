import { posix } from 'node:path';
import type { Chart } from 'cdk8s';
import { isMapping, listAt, mappingAt, textAt, type Mapping } from '../../../text/mapping';
import type { Draft } from '../draft';
import { beginSynthesis } from '../fact';
import { chartObjects } from '../../../kubernetes/manifests';
import type { ProblemList } from '../../../text/problem-list';
import { Refusal } from '../../../text/refusal';
import { problemsOf } from '../../../text/rules';
import { withIgnoredSecrets } from '../ignored-secrets';
import { isSynthPart, type SynthPart } from '../synthesis';
import type { SynthOptions } from '../synth-options';
import { EnvironmentDraft } from './environment-draft';
import { addDifference } from './overlay-difference';
import { verifyEnvironment } from '../verify-changes';
import { environmentFolder, overlaysFolder } from './overlays-folder';
import { reachComponents } from './overlay-kustomization';

/** Plans all environments: an overlay for each, with a component for each chart. */
export function planOverlays(
  draft: Draft,
  parts: readonly SynthPart[],
  options: SynthOptions,
  list: ProblemList,
): void {
  const charts = parts.filter((part): part is SynthPart & Chart => part.environments !== undefined);
  const names = [...new Set(charts.flatMap(({ environments }) => [...(environments?.keys() ?? [])]))];
  const overlays = overlaysFolder(draft.repository.base);
  if (names.length > 0) list.attempt(() => refuseWithoutBase(draft));
  const inBase = new Map<Chart, readonly Mapping[]>();
  const baseOf = (chart: Chart): readonly Mapping[] => {
    const objects = inBase.get(chart) ?? chartObjects(chart, draft.writtenNamespace(chart.node.id));
    inBase.set(chart, objects);
    return objects;
  };
  for (const name of names) {
    if (list.attempt(() => folderName(name)) === undefined) continue;
    const overlay = `${overlays}/${name}`;
    const components: string[] = [];
    for (const chart of charts) {
      const other = chart.environments?.get(name);
      if (other === undefined) continue;
      const { id } = chart.node;
      const environment = new EnvironmentDraft(
        draft,
        options,
        name,
        id,
        environmentFolder(draft.repository.base, name, id),
      );
      list.attempt(() => inEnvironment(name, () => planComponent(environment, baseOf(chart), other, parts)));
      draft.addManagedFolder(environment.path, withIgnoredSecrets(draft, id, environment.overlay.files()));
      environment.warnings.forEach((warning) => draft.warn(warning));
      components.push(id);
    }
    list.attempt(() => reachComponents(draft, overlay, components));
    list.attempt(() => draft.includeInOutput(overlay));
  }
  warnOfOrphans(draft, overlays);
}

/** @throws Refusal if an environment's name is not a valid folder name */
function folderName(name: string): string {
  if (/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name)) return name;
  throw Refusal.of(
    'environment',
    name,
    'is not a valid folder name for an overlay; allowed: a-z, 0-9 and "-", at most 63 characters',
  );
}

/** Adds the environment's name to the problems of STEP. */
function inEnvironment(environment: string, step: () => void): void {
  try {
    step();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const named = (message: string): string => `in the environment ${environment}: ${message}`;
    throw new Refusal(error.problems.map((problem) => ({ ...problem, message: named(problem.message) })));
  }
}

/** Warns of components that are no longer in main.ts. They stay until the user removes them. */
function warnOfOrphans(draft: Draft, overlays: string): void {
  for (const path of draft.repository.managedFoldersIn(overlays, 2)) {
    if (draft.managed.has(path)) continue;
    const message = `is no longer in main.ts, but still changes the base; remove its line from the kustomization in ${posix.dirname(path)}, then the folder`;
    draft.warn({ code: 'orphaned-component', path, message });
  }
}

function planComponent(
  draft: EnvironmentDraft,
  base: readonly Mapping[],
  wanted: Chart,
  parts: readonly SynthPart[],
): void {
  const constructs = wanted.node.findAll();
  const problems = constructs.flatMap(problemsOf);
  if (problems.length > 0) throw new Refusal(problems);
  beginSynthesis(wanted.node.root, draft);
  const own = constructs.filter(isSynthPart);
  for (const part of own) part.survey?.(draft);
  for (const part of own) part.bind?.(draft);
  const objects = chartObjects(wanted, draft.writtenNamespace(draft.folder));
  verifyEnvironment(draft, own, objects);
  addDifference(draft.overlay, base, objects, draft.namespaceOf(draft.folder));
  for (const part of parts) part.patchIn?.(draft);
  refuseUnreached(draft);
}

/** The base cannot contain its own overlays. */
function refuseWithoutBase({ repository }: Draft): void {
  const { base } = repository;
  const isIn = `${base}/`.startsWith(`${overlaysFolder(base)}/`);
  if (base !== '.' && !isIn) return;
  throw Refusal.of(
    'no-overlays',
    repository.base,
    'would contain its own overlays; move the base into its own folder, such as k8s/base',
  );
}

/** Managed kinds that name an image. */
const PODS: ReadonlySet<string> = new Set(['CronJob', 'Job', 'StatefulSet']);

const TRANSFORMERS = ['namePrefix', 'nameSuffix', 'commonLabels', 'labels', 'commonAnnotations', 'images'];

/** The transformers of the base's kustomization do not change objects that only an overlay has. @throws Refusal */
function refuseUnreached({ environment, overlay, repository }: EnvironmentDraft): void {
  const [added] = overlay.additions;
  if (added === undefined) return;
  const runs = overlay.additions.some((object) => PODS.has(textAt(object, 'kind') ?? ''));
  const field = TRANSFORMERS.filter((name) => name !== 'images' || runs).find((name) =>
    isSet(repository.tree.data, name),
  );
  if (field === undefined) return;
  const kind = textAt(added, 'kind') ?? '';
  const name = textAt(mappingAt(added, 'metadata'), 'name') ?? '';
  throw Refusal.of(
    'transformer-in-base',
    repository.tree.path,
    `has ${field}, which does not apply to ${kind} ${name}, since only the environment ${environment} has this object; move ${field} into the overlays`,
  );
}

function isSet(kustomization: Mapping, field: string): boolean {
  const value = kustomization[field];
  return (
    (textAt(kustomization, field) ?? '') !== '' || isMapping(value) || listAt(kustomization, field).length > 0
  );
}
