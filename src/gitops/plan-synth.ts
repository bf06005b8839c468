import { readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from 'cdk8s';
import { INVENTORY, Inventory } from './inventory';
import { addResource } from './kustomization-editor';
import { renderManifests, type ManifestFolder } from './manifests';
import { orphanedFolders } from './orphaned-folder';
import { planOwnedFolder, type OwnedFolder } from './owned-folder';
import { isInside } from './paths';
import { fileChange, type FileChange, type Plan } from './plan';
import { Refusal, type Notice } from './refusal';
import { AS_IT_WAS } from './report';
import { Repository } from './repository';
import { SecretStore } from './secret-store';
import { isSynthPart, type SynthPart, type Synthesis } from './synthesis';
import type { SynthOptions } from './synth-options';

/** From the user's tree and the constructs to the plan. Reads; writes nothing. */
export function planSynth(app: App, options: SynthOptions): Plan {
  const problems: Notice[] = validate(app);
  const attempt = <T>(step: () => T): T | undefined => {
    try {
      return step();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      problems.push(...error.problems);
      return undefined;
    }
  };
  const stopAtProblems = (): void => {
    if (problems.length > 0) throw new Refusal(problems);
  };

  const repository = attempt(() => Repository.read(options.repository, options.base));
  attempt(() => checkOutput(options));
  if (repository === undefined) throw new Refusal(problems);

  const draft = new Draft(repository, new SecretStore(options.repository, options.mode === 'write'));
  const parts = app.node.findAll().filter(isSynthPart);
  for (const part of parts) attempt(() => part.survey?.(draft));
  stopAtProblems();
  for (const part of parts) attempt(() => part.bind?.(draft));
  stopAtProblems();

  const folders = renderManifests(app, draft.namespace);
  problems.push(...takenNames(folders, repository));
  for (const part of parts) attempt(() => part.edit?.(draft));
  for (const folder of folders) attempt(() => reachFolder(draft, folder));

  const changes =
    options.output === undefined
      ? inPlaceChanges(draft, folders, options.force, problems)
      : outputChanges(draft, folders, options.output, options.force, problems);
  stopAtProblems();
  return {
    changes: [...draft.secrets.changes(), ...changes],
    warnings: [...repository.notices, ...draft.warnings],
    strays: options.output === undefined ? repository.strays : [],
  };
}

function validate(app: App): Notice[] {
  return app.node
    .findAll()
    .flatMap((construct) =>
      construct.node
        .validate()
        .map((message) => ({ code: 'invalid', path: construct.node.path || 'app', message })),
    );
}

/** The user's files as they will be, while the parts of a synth have their say. */
class Draft implements Synthesis {
  readonly namespace: string | undefined;
  readonly warnings: Notice[] = [];
  /** Files of the user's that change, and what for, in the order in which they were first changed. */
  readonly edits = new Map<string, { text: string; reason: string }>();

  constructor(
    readonly repository: Repository,
    readonly secrets: SecretStore,
  ) {
    this.namespace = commonNamespace(repository);
  }

  edit(path: string, text: string, reason: string): void {
    const earlier = this.edits.get(path);
    if (text === this.text(path)) return;
    this.edits.set(path, { text, reason: earlier === undefined ? reason : `${earlier.reason}; ${reason}` });
  }

  text(path: string): string {
    return this.edits.get(path)?.text ?? this.repository.text(path);
  }

  warn(notice: Notice): void {
    this.warnings.push(notice);
  }

  /** The bytes that a file of the user's will have. */
  bytes(path: string, original: Buffer): Buffer {
    const edit = this.edits.get(path);
    return edit === undefined ? original : Buffer.from(edit.text, 'utf8');
  }
}

/** The one namespace that the user's files name, where no kustomization gives one to ours as well. */
function commonNamespace(repository: Repository): string | undefined {
  if (repository.tree.transformers.namespace !== undefined) return undefined;
  const named = new Set(
    repository.objects.filter(({ kind }) => kind !== 'Namespace').map(({ namespace }) => namespace),
  );
  const [only] = named;
  return named.size === 1 ? only : undefined;
}

/** kustomize refuses two objects of one kind and name; say it here, where the names come from. */
function takenNames(folders: readonly ManifestFolder[], repository: Repository): Notice[] {
  const theirs = new Map(repository.objects.map(({ kind, name, path }) => [`${kind} ${name}`, path]));
  return folders.flatMap((folder) =>
    folder.objects.flatMap(({ kind, name }) => {
      const path = theirs.get(`${kind} ${name}`);
      const message = `holds a ${kind} named ${name} already, which "${folder.name}" would bring again; give it another name in main.ts`;
      return path === undefined ? [] : [{ code: 'name-taken', path, message }];
    }),
  );
}

/** The base's kustomization names the folder; where it names files in it one by one already, the rest of them. */
function reachFolder(draft: Draft, folder: ManifestFolder): void {
  const { tree } = draft.repository;
  const prefix = `${folder.name}/`;
  const listed = tree.entries
    .map((entry) => entry.replace(/^\.\//, ''))
    .filter((entry) => entry.startsWith(prefix) && entry !== prefix);
  const wanted =
    listed.length === 0
      ? [folder.name]
      : [...folder.files.keys()]
          .filter((name) => name !== 'kustomization.yaml' && !listed.includes(prefix + name))
          .map((name) => prefix + name);
  for (const entry of wanted) {
    const { text, warnings } = addResource(draft.text(tree.path), entry, tree.path);
    warnings.forEach((warning) => draft.warn(warning));
    draft.edit(tree.path, text, `reaches ${entry}`);
  }
}

/** Changes to the repository's own files: the folders that are ours, then the user's files, the root one last. */
function inPlaceChanges(
  draft: Draft,
  folders: readonly ManifestFolder[],
  force: boolean,
  problems: Notice[],
): FileChange[] {
  const { repository } = draft;
  const owned = folders.map((folder) => ({ path: `${repository.base}/${folder.name}`, files: folder.files }));
  const orphans = orphanedFolders(
    repository,
    owned.map(({ path }) => path),
    (notice) => draft.warn(notice),
  );
  const changes = [...owned, ...orphans].flatMap(({ path, files }) => {
    const planned = planOwnedFolder(
      {
        path,
        directory: join(repository.root, path),
        files,
        current: (name) => repository.files.get(`${path}/${name}`),
      },
      force,
    );
    problems.push(...planned.problems);
    return planned.changes;
  });

  const edited = [...draft.edits].map(([path, { text, reason }]) =>
    fileChange(
      { path, file: realpathSync(join(repository.root, path)) },
      repository.files.get(path),
      Buffer.from(text, 'utf8'),
      reason,
      { precious: true },
    ),
  );
  const isRoot = (change: FileChange): boolean => change.path === repository.tree.path;
  return [...changes, ...edited.filter((change) => !isRoot(change)), ...edited.filter(isRoot)];
}

/** The whole base anew in another folder, every file of which is ours. */
function outputChanges(
  draft: Draft,
  folders: readonly ManifestFolder[],
  output: string,
  force: boolean,
  problems: Notice[],
): FileChange[] {
  const { repository } = draft;
  const reasons = new Map<string, string>();
  const files = new Map<string, Buffer>();
  for (const [path, bytes] of repository.files) {
    files.set(path, draft.bytes(path, bytes));
    reasons.set(path, draft.edits.get(path)?.reason ?? AS_IT_WAS);
  }
  for (const folder of folders) {
    const path = `${repository.base}/${folder.name}`;
    for (const [name, bytes] of folder.files) {
      files.set(`${path}/${name}`, bytes);
      reasons.delete(`${path}/${name}`);
    }
    files.set(`${path}/${INVENTORY}`, Inventory.of(folder.files).toBytes());
  }
  const folder: OwnedFolder = {
    path: '',
    directory: output,
    files,
    reasons,
    current: (name) => readInside(output, name),
  };
  const planned = planOwnedFolder(folder, force);
  problems.push(...planned.problems);
  return planned.changes;
}

/** @throws Refusal where a link leads out of the output. */
function readInside(output: string, name: string): Buffer | undefined {
  const file = join(output, name);
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  if (!isInside(realpathSync(output), realpathSync(file))) {
    throw Refusal.of('link-escapes', name, `leads out of ${output} by a symbolic link; remove the link`);
  }
  return found.isFile() ? readFileSync(file) : undefined;
}

function checkOutput(options: SynthOptions): void {
  if (options.output === undefined) return;
  const base = join(options.repository, options.base);
  if (isInside(base, options.output) || join(options.output, options.base) === base) {
    throw Refusal.of(
      'output-in-base',
      options.output,
      'would be written over the base itself; give another --output, or --in-place if that is what you mean',
    );
  }
}
