import { posix } from 'node:path';
import { Chart, type App } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { Draft } from './draft';
import { beginSynthesis } from './fact';
import { beginKustomization } from './flat-base';
import { refuseIncompleteClone, withIgnoredSecrets } from './ignored-secrets';
import { addResources } from '../../editors/kustomization/kustomization-editor';
import { KustomizationFile, type ListName } from '../../editors/kustomization/kustomization-file';
import { renderManifests, type ManifestFolder, type ObjectIdentity } from '../../kubernetes/manifests';
import type { KustomizeTree } from '../tree/kustomize-tree';
import { preflight } from '../plan/preflight';
import { planOverlays } from './overlay/plan-overlays';
import { foldersOf, isChange, type FileChange, type Plan } from '../plan/plan';
import { planCompose } from './plan-compose';
import { warnOfPasswordsInGit } from './password-in-git';
import { inPlaceChanges } from './plan-in-place';
import { checkOutput, outputChanges, outputLeftovers } from './plan-output';
import { ProblemList } from '../../text/problem-list';
import { Refusal, type Notice } from '../../text/refusal';
import { problemsOf } from '../../text/rules';
import { Repository } from '../tree/repository';
import { SecretStore } from './secret-store';
import { verifyFolders } from './verify-changes';
import { isSynthPart } from './synthesis';
import type { SynthOptions } from './synth-options';
import { leftoverTempFilesIn } from '../tree/leftover-temp-files';

/** Makes the plan from the repository and the constructs. PREPARE adds constructs first. Writes nothing. */
export function planSynth(app: App, options: SynthOptions, prepare?: (repository: Repository) => void): Plan {
  const list = new ProblemList();
  const { problems } = list;
  const repository = list.attempt(() => Repository.read(options.repository, options.base));
  if (repository !== undefined) list.attempt(() => prepare?.(repository));
  const constructs = app.node.findAll();
  problems.push(...misplacedCharts(app, constructs), ...constructs.flatMap(problemsOf));
  list.attempt(() => checkOutput(options));
  if (repository === undefined) throw new Refusal(problems);

  const { tree } = repository;
  // Reports an invalid kustomization with all other problems. Skipped if it lists every folder, since it is not edited then.
  if (!listsEach(tree, app)) list.attempt(() => new KustomizationFile(repository.text(tree.path), tree.path));
  const draft = new Draft(repository, new SecretStore(options.repository, WHERE_NONE[options.mode]), options);
  // Each part would report the same missing files in its own words.
  refuseIncompleteClone(repository);
  beginSynthesis(app, draft);
  const parts = constructs.filter(isSynthPart);
  for (const part of parts) list.attempt(() => part.survey?.(draft));
  list.stop();
  for (const part of parts) list.attempt(() => part.bind?.(draft));
  list.stop();

  const folders = renderManifests(
    app,
    (folder) => draft.writtenNamespace(folder),
    (folder, file) => repository.files.get(repository.pathOf(`${folder}/${file}`)),
  ).map((folder) => ({ ...folder, files: withIgnoredSecrets(draft, folder.name, folder.files) }));
  problems.push(...takenNames(folders, draft), ...namesTwice(folders, draft));
  verifyFolders(draft, parts, folders, list);
  list.stop();
  for (const part of parts) list.attempt(() => part.edit?.(draft));
  if (folders.length > 0) beginKustomization(draft);
  list.attempt(() => reachFolders(draft, folders));
  planOverlays(draft, parts, options, list);
  list.attempt(() => planCompose(draft));

  const inPlace = inPlaceChanges(draft, folders, options.force, problems);
  const { output } = options;
  if (output === undefined) warnOfPasswordsInGit(draft, inPlace);
  const changes =
    output === undefined
      ? inPlace
      : (list.attempt(() => outputChanges(draft, inPlace, output, options.force, problems)) ?? []);
  const changed = byFolder(changes.filter(isChange));
  for (const part of parts) part.review?.(draft, changed);
  for (const { path, entry } of output === undefined ? [] : tree.outside) {
    const message = `lists ${entry}, which is outside of the base and so not in the output; use --in-place, or give a --base above both`;
    draft.warn({ code: 'outside-base', path, message });
  }
  const secrets = draft.secrets.changes(
    changes.some((change) => isChange(change) && change.scratch !== undefined),
  );
  problems.push(...preflight(secrets, repository.root), ...preflight(changes, output ?? repository.root));
  list.stop();
  if (options.mode !== 'list') for (const part of parts) list.attempt(() => part.prove?.(draft, inPlace));
  list.stop();
  return {
    changes: [...secrets, ...changes],
    warnings: [...repository.notices, ...draft.secrets.notices, ...draft.warnings],
    environments: draft.rows,
    folders: foldersOf([...secrets, ...changes]),
    leftoverTempFiles: [...draft.secrets.leftoverTempFiles, ...leftoverTempFilesOf(draft, changes, output)],
  };
}

/** How each mode handles a password that does not exist yet. */
const WHERE_NONE = { write: 'make', check: 'refuse', 'dry-run': 'mask', list: 'mask' } as const;

function byFolder(changes: readonly FileChange[]): Map<string, FileChange[]> {
  const folders = new Map<string, FileChange[]>();
  for (const change of changes) {
    const folder = posix.dirname(change.path);
    const others = folders.get(folder);
    if (others === undefined) folders.set(folder, [change]);
    else others.push(change);
  }
  return folders;
}

/** For an output, searched only if something changes: a killed run always leaves changes for the next one. */
function leftoverTempFilesOf(
  draft: Draft,
  changes: readonly FileChange[],
  output: string | undefined,
): string[] {
  const { repository } = draft;
  if (output === undefined)
    return [...repository.leftoverTempFiles, ...draft.foldersOutsideBase.flatMap(leftoverTempFilesIn)];
  return changes.some(isChange) ? outputLeftovers(changes) : [];
}

/** A chart is a folder of the base, under the chart's name. */
function misplacedCharts(app: App, constructs: readonly IConstruct[]): Notice[] {
  return constructs
    .filter((one) => Chart.isChart(one))
    .flatMap(({ node }): Notice[] => {
      const { id, path } = node;
      if (node.scope !== app) {
        const message =
          'is a chart below another construct; put it directly below the GitOpsApp, since a chart is a folder of the base';
        return [{ code: 'chart-misplaced', path, message }];
      }
      if (/^[a-z0-9][a-z0-9._-]*$/i.test(id)) return [];
      const message = `"${id}" is not a valid folder name; allowed: letters, digits, ".", "_" and "-", starting with a letter or digit`;
      return [{ code: 'chart-name', path, message }];
    });
}

/** kustomize fails on two objects of one kind and name; this error names the construct. */
function takenNames(folders: readonly ManifestFolder[], draft: Draft): Notice[] {
  const { objects } = draft.repository;
  const userObjects = new Map(objects.map((object) => [identityOf(object, object.namespace), object.path]));
  return folders.flatMap((folder) =>
    folder.objects.flatMap((object) => {
      const { kind, name } = object;
      const path = userObjects.get(identityOf(object, whereItIs(folder, object, draft)));
      // A file that will be overwritten does not count.
      if (path !== undefined && isOneOf(folder, draft.repository, path)) return [];
      const message = `already has a ${kind} named ${name}, which "${folder.name}" would add again; give it another name in main.ts`;
      return path === undefined ? [] : [{ code: 'name-taken', path, message }];
    }),
  );
}

/** The same for two managed objects: the names of two databases may clash. */
function namesTwice(folders: readonly ManifestFolder[], draft: Draft): Notice[] {
  const first = new Map<string, string>();
  return folders.flatMap((folder) =>
    folder.objects.flatMap((object) => {
      const { kind, name, apiVersion } = object;
      const identity = `${groupOf(apiVersion)} ${identityOf(object, whereItIs(folder, object, draft))}`;
      const other = first.get(identity);
      first.set(identity, other ?? folder.name);
      if (other === undefined) return [];
      const both = other === folder.name ? 'creates it twice' : `and "${other}" both create it`;
      const message = `would have two objects of kind ${kind} named ${name}: "${folder.name}" ${both}; give one of them another name in main.ts`;
      return [{ code: 'name-taken', path: draft.repository.pathOf(folder.name), message }];
    }),
  );
}

/** kustomize distinguishes kinds by their API group, but not by its version. */
function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? posix.dirname(apiVersion) : '';
}

function whereItIs(folder: ManifestFolder, object: ObjectIdentity, draft: Draft): string | undefined {
  const { namespace } = draft.repository.tree.transformers;
  return namespace ?? object.namespace ?? draft.namespaceOf(folder.name);
}

function identityOf({ kind, name }: { kind: string; name: string }, namespace = ''): string {
  return [kind, name, namespace].join(' ');
}

function isOneOf(folder: ManifestFolder, repository: Repository, path: string): boolean {
  return [...folder.files.keys()].some((name) => repository.pathOf(`${folder.name}/${name}`) === path);
}

function listsEach({ entries, components }: KustomizeTree, app: App): boolean {
  const listed = new Set([...entries, ...components].map(folderNamed));
  return app.node.children.every((child) => !Chart.isChart(child) || listed.has(child.node.id));
}

/** The chart's name of an entry: `./database/` is `database`. */
function folderNamed(entry: string): string {
  return entry.replace(/^\.\//, '').replace(/\/$/, '');
}

/** Lists each folder in the base's kustomization. If it lists a folder's files one by one, adds the missing files. */
function reachFolders(draft: Draft, folders: readonly ManifestFolder[]): void {
  for (const list of ['resources', 'components'] as const) {
    const wanted = folders.filter((folder) => folder.list === list);
    if (wanted.length > 0) reachFrom(list, draft, wanted);
  }
}

function reachFrom(list: ListName, draft: Draft, folders: readonly ManifestFolder[]): void {
  const { tree } = draft.repository;
  const listed = (list === 'resources' ? tree.entries : tree.components).map((entry) =>
    entry.replace(/^\.\//, ''),
  );
  const folderOf = (entry: string): string => entry.slice(0, entry.indexOf('/'));
  // A component is always listed as a folder.
  const files = list === 'resources' ? listed.filter((entry) => /\/./.test(entry)) : [];
  const oneByOne = new Set(files.map(folderOf));
  const entries = folders.flatMap((folder) =>
    oneByOne.has(folder.name) ? filesOf(folder).map((name) => `${folder.name}/${name}`) : [folder.name],
  );
  const known = new Set(listed.map((entry) => entry.replace(/\/$/, '')));
  const missing = entries.filter((entry) => !known.has(entry));
  if (missing.length === 0) return;
  const { text, warnings } = addResources(draft.text(tree.path), missing, tree.path, list);
  warnings.forEach((warning) => draft.warn(warning));
  draft.edit(tree.path, text, `reaches ${missing.join(', ')}`);
}

function filesOf(folder: ManifestFolder): string[] {
  return [...folder.files.keys()].filter((name) => name !== 'kustomization.yaml');
}
