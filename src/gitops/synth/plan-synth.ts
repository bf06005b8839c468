import { posix } from 'node:path';
import { Chart, type App } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { Draft } from './draft';
import { beginSynthesis } from './fact';
import { addResources } from '../../editors/kustomization/kustomization-editor';
import { KustomizationFile, type ListName } from '../../editors/kustomization/kustomization-file';
import { renderManifests, type ManifestFolder, type ObjectIdentity } from '../../kubernetes/manifests';
import type { KustomizeTree } from '../tree/kustomize-tree';
import { preflight } from '../plan/preflight';
import { planOverlays } from './overlay/plan-overlays';
import { foldersOf, isChange, type FileChange, type Plan } from '../plan/plan';
import { planCompose } from './plan-compose';
import { inPlaceChanges } from './plan-in-place';
import { checkOutput, outputChanges, outputStrays } from './plan-output';
import { ProblemList } from '../../text/problem-list';
import { Refusal, type Notice } from '../../text/refusal';
import { Repository } from '../tree/repository';
import { SecretStore } from './secret-store';
import { isSynthPart } from './synthesis';
import type { SynthOptions } from './synth-options';
import { leftoverTempFilesIn } from '../tree/leftover-temp-files';

/** From the user's tree and the constructs to the plan. Reads; writes nothing. */
export function planSynth(app: App, options: SynthOptions): Plan {
  const list = new ProblemList();
  const { problems } = list;
  const constructs = app.node.findAll();
  problems.push(...misplacedCharts(app, constructs), ...invalidConstructs(constructs));

  const repository = list.attempt(() => Repository.read(options.repository, options.base));
  list.attempt(() => checkOutput(options));
  if (repository === undefined) throw new Refusal(problems);

  const { tree } = repository;
  // Said with all else that is wrong; where nothing is going to be listed, what is there need not be read twice.
  if (!listsEach(tree, app)) list.attempt(() => new KustomizationFile(repository.text(tree.path), tree.path));
  const draft = new Draft(repository, new SecretStore(options.repository, WHERE_NONE[options.mode]), options);
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
  );
  problems.push(...takenNames(folders, draft), ...namesTwice(folders, draft));
  for (const part of parts) list.attempt(() => part.edit?.(draft));
  list.attempt(() => reachFolders(draft, folders));
  planOverlays(draft, parts, options, list);
  list.attempt(() => planCompose(draft));

  const inPlace = inPlaceChanges(draft, folders, options.force, problems);
  const { output } = options;
  const changes =
    output === undefined
      ? inPlace
      : (list.attempt(() => outputChanges(draft, inPlace, output, options.force, problems)) ?? []);
  const changed = byFolder(changes.filter(isChange));
  for (const part of parts) part.review?.(draft, changed);
  for (const { path, entry } of output === undefined ? [] : tree.outside) {
    const message = `lists ${entry}, which is not below the base and so not in the output; use --in-place, or a --base above both`;
    draft.warn({ code: 'outside-base', path, message });
  }
  const secrets = draft.secrets.changes(
    changes.some((change) => isChange(change) && change.scratch !== undefined),
  );
  problems.push(...preflight(secrets, repository.root), ...preflight(changes, output ?? repository.root));
  list.stop();
  return {
    changes: [...secrets, ...changes],
    warnings: [...repository.notices, ...draft.secrets.notices, ...draft.warnings],
    environments: draft.rows,
    folders: foldersOf([...secrets, ...changes]),
    leftoverTempFiles: [...draft.secrets.leftoverTempFiles, ...leftoverTempFilesOf(draft, changes, output)],
  };
}

/** What becomes of a password that nobody has given or kept. */
const WHERE_NONE = { write: 'make', check: 'refuse', 'dry-run': 'refuse', list: 'mask' } as const;

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

/** A run that was killed left something to do behind it: where there is nothing, there is nothing to look for. */
function leftoverTempFilesOf(
  draft: Draft,
  changes: readonly FileChange[],
  output: string | undefined,
): string[] {
  const { repository } = draft;
  if (output === undefined)
    return [...repository.leftoverTempFiles, ...draft.foldersBeyond.flatMap(leftoverTempFilesIn)];
  return changes.some(isChange) ? outputStrays(changes) : [];
}

/** A chart is a folder of the base, under the chart's name. */
function misplacedCharts(app: App, constructs: readonly IConstruct[]): Notice[] {
  return constructs
    .filter((one) => Chart.isChart(one))
    .flatMap(({ node }) => {
      const message =
        node.scope !== app
          ? 'is a chart below something else than the GitOpsApp; put it directly below it, since it is a folder of the base'
          : /^[a-z0-9][a-z0-9._-]*$/i.test(node.id)
            ? undefined
            : `"${node.id}" cannot name a folder; allowed: letters, digits, ".", "_" and "-", from a letter or digit on`;
      return message === undefined ? [] : [{ code: 'invalid', path: node.path, message }];
    });
}

function invalidConstructs(constructs: readonly IConstruct[]): Notice[] {
  return constructs.flatMap(({ node }) =>
    node.validate().map((message) => ({ code: 'invalid', path: node.path || 'app', message })),
  );
}

/** kustomize refuses two objects of one kind and name; say it here, where the names come from. */
function takenNames(folders: readonly ManifestFolder[], draft: Draft): Notice[] {
  const { objects } = draft.repository;
  const theirs = new Map(objects.map((object) => [identityOf(object, object.namespace), object.path]));
  return folders.flatMap((folder) =>
    folder.objects.flatMap((object) => {
      const { kind, name } = object;
      const path = theirs.get(identityOf(object, whereItIs(folder, object, draft)));
      // A file that is to be overwritten holds it no longer.
      if (path !== undefined && isOneOf(folder, draft.repository, path)) return [];
      const message = `holds a ${kind} named ${name} already, which "${folder.name}" would bring again; give it another name in main.ts`;
      return path === undefined ? [] : [{ code: 'name-taken', path, message }];
    }),
  );
}

/** The same among our own: one database's names may run into another's. */
function namesTwice(folders: readonly ManifestFolder[], draft: Draft): Notice[] {
  const first = new Map<string, string>();
  return folders.flatMap((folder) =>
    folder.objects.flatMap((object) => {
      const { kind, name, apiVersion } = object;
      const identity = `${groupOf(apiVersion)} ${identityOf(object, whereItIs(folder, object, draft))}`;
      const other = first.get(identity);
      first.set(identity, other ?? folder.name);
      if (other === undefined) return [];
      const both = other === folder.name ? 'makes it twice' : `and "${other}" make it both`;
      const message = `would bring a ${kind} named ${name} a second time: "${folder.name}" ${both}; give one of them another name in main.ts`;
      return [{ code: 'name-taken', path: draft.repository.pathOf(folder.name), message }];
    }),
  );
}

/** kustomize tells kinds of two groups apart, and not those of two versions. */
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

/** An entry as a chart's name: `./database/` is `database`. */
function folderNamed(entry: string): string {
  return entry.replace(/^\.\//, '').replace(/\/$/, '');
}

/** The base's kustomization names each folder; where it names files in one already, the rest of them. */
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
  // A component is a folder as a whole.
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
