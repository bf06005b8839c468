import type { App } from 'cdk8s';
import { Draft } from './draft';
import { addResource } from './kustomization-editor';
import { renderManifests, type ManifestFolder } from './manifests';
import type { Plan } from './plan';
import { inPlaceChanges } from './plan-in-place';
import { checkOutput, outputChanges } from './plan-output';
import { Refusal, type Notice } from './refusal';
import { Repository } from './repository';
import { SecretStore } from './secret-store';
import { isSynthPart } from './synthesis';
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
