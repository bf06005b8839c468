import { posix } from 'node:path';
import type { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { isMapping, listAt, mappingAt, textAt, type Mapping } from '../../../text/mapping';
import type { Draft } from '../draft';
import { beginSynthesis } from '../fact';
import { chartObjects } from '../../../kubernetes/manifests';
import type { ProblemList } from '../../../text/problem-list';
import { Refusal } from '../../../text/refusal';
import { isSynthPart, type SynthPart } from '../synthesis';
import type { SynthOptions } from '../synth-options';
import { EnvironmentDraft } from './environment-draft';
import { noteDifference } from './overlay-difference';
import { reachComponents } from './overlay-kustomization';

/** The environments of all charts: a component for each chart in each, and the overlay that reaches them. */
export function planOverlays(
  draft: Draft,
  parts: readonly SynthPart[],
  options: SynthOptions,
  list: ProblemList,
): void {
  const charts = parts.filter((part): part is SynthPart & Chart => part.environments !== undefined);
  const names = [...new Set(charts.flatMap(({ environments }) => [...(environments?.keys() ?? [])]))];
  const overlays = overlaysOf(draft);
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
      const environment = new EnvironmentDraft(draft, options, name, id, `${overlay}/${id}`);
      list.attempt(() => saidOf(name, () => planComponent(environment, baseOf(chart), other, parts)));
      draft.own(environment.path, environment.overlay.files());
      environment.warnings.forEach((warning) => draft.warn(warning));
      components.push(id);
    }
    list.attempt(() => reachComponents(draft, overlay, components));
    list.attempt(() => draft.carry(overlay));
  }
  warnOfOrphans(draft, overlays);
}

/** @throws Refusal where an environment's name cannot be a folder's */
function folderName(name: string): string {
  if (/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name)) return name;
  throw Refusal.of(
    'environment',
    name,
    'cannot name an overlay’s folder; allowed: a to z, 0 to 9 and "-", 63 characters at the most',
  );
}

/** What is refused of an environment says of which. */
function saidOf(environment: string, step: () => void): void {
  try {
    step();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const say = (message: string): string => `in the environment ${environment}: ${message}`;
    throw new Refusal(error.problems.map((problem) => ({ ...problem, message: say(problem.message) })));
  }
}

/** What is no longer in main.ts goes on as it was, until its user takes it away. */
function warnOfOrphans(draft: Draft, overlays: string): void {
  for (const path of draft.repository.managedFoldersIn(overlays, 2)) {
    if (draft.owned.has(path)) continue;
    const message = `is no longer in main.ts and changes the base all the same; remove its line from the kustomization of ${posix.dirname(path)}, then the folder`;
    draft.warn({ code: 'orphaned-component', path, message });
  }
}

function overlaysOf({ repository }: Draft): string {
  return posix.join(posix.dirname(repository.base), 'overlays');
}

function planComponent(
  draft: EnvironmentDraft,
  base: readonly Mapping[],
  wanted: Chart,
  parts: readonly SynthPart[],
): void {
  const constructs = wanted.node.findAll();
  refuseInvalid(constructs);
  beginSynthesis(wanted.node.root, draft);
  const own = constructs.filter(isSynthPart);
  for (const part of own) part.survey?.(draft);
  for (const part of parts) part.surveyIn?.(draft);
  for (const part of own) part.bind?.(draft);
  const objects = chartObjects(wanted, draft.writtenNamespace(draft.folder));
  noteDifference(draft.overlay, base, objects, draft.namespaceOf(draft.folder));
  for (const part of parts) part.patchIn?.(draft);
  refuseUnreached(draft);
}

function refuseInvalid(constructs: readonly IConstruct[]): void {
  const problems = constructs.flatMap(({ node }) =>
    node.validate().map((message) => ({ code: 'invalid', path: node.path, message })),
  );
  if (problems.length > 0) throw new Refusal(problems);
}

/** Overlays stand beside the base, as kustomize's own documents have it: k8s/base and k8s/overlays. */
function refuseWithoutBase({ repository }: Draft): void {
  const { base } = repository;
  const isIn = `${base}/`.startsWith(`${posix.join(posix.dirname(base), 'overlays')}/`);
  if (base !== '.' && !isIn) return;
  throw Refusal.of(
    'no-overlays',
    repository.base,
    'would have its overlays in itself; move the base into a folder of its own, such as k8s/base',
  );
}

/** What the base's own kustomization does to its objects does not reach those that only an overlay has. */
/** Kinds of ours that name an image. */
const PODS: ReadonlySet<string> = new Set(['CronJob', 'Job', 'StatefulSet']);

const TRANSFORMERS = ['namePrefix', 'nameSuffix', 'commonLabels', 'labels', 'commonAnnotations', 'images'];

function refuseUnreached({ environment, overlay, repository }: EnvironmentDraft): void {
  const [added] = overlay.additions;
  if (added === undefined) return;
  const runs = overlay.additions.some((object) => PODS.has(textAt(object, 'kind') ?? ''));
  const field = TRANSFORMERS.filter((name) => name !== 'images' || runs).find((name) =>
    isSaid(repository.tree.data, name),
  );
  if (field === undefined) return;
  const kind = textAt(added, 'kind') ?? '';
  const name = textAt(mappingAt(added, 'metadata'), 'name') ?? '';
  throw Refusal.of(
    'transformer-in-base',
    repository.tree.path,
    `has ${field}, which would not reach ${kind} ${name}, since only the environment ${environment} has it; move ${field} into the overlays`,
  );
}

function isSaid(kustomization: Mapping, field: string): boolean {
  const value = kustomization[field];
  return (
    (textAt(kustomization, field) ?? '') !== '' || isMapping(value) || listAt(kustomization, field).length > 0
  );
}
