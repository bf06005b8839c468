import { ignorePaths } from '../editors/gitignore-editor';
import { preflight } from '../gitops/plan/preflight';
import { foldersOf, type Plan } from '../gitops/plan/plan';
import { ProblemList } from '../text/problem-list';
import { Repository } from '../gitops/tree/repository';
import { compose, describe, type Composition, type SecretNarrowing } from './composition';
import { refuseInitialised } from './initialised';
import { mainProgram } from './main-program';
import { packageJson } from './package-json';
import { ProjectFolder } from './project-folder';
import { CDK8S_YAML, TSCONFIG_JSON } from './settings';
import { snapshotTest } from './snapshot-test';

export interface InitOptions {
  /** The GitOps repository's folder. */
  readonly repository: string;
  /** The folder in it that holds the base's kustomization.yaml. */
  readonly base: string;
  /** Which Secret is meant, where the base has several. */
  readonly secret: SecretNarrowing;
}

/**
 * What makes a repository a project: a main.ts that says what was found in it, and what runs and tests that.
 * Reads; writes nothing.
 * @throws Refusal with every problem found.
 */
export function planInit({ repository: root, base, secret }: InitOptions): Plan {
  const folder = new ProjectFolder(root);
  refuseInitialised(folder);

  const list = new ProblemList();
  const repository = list.attempt(() => Repository.read(root, base));
  // Of what is no folder, every file below would say so once more.
  if (list.problems.some(({ code }) => code === 'no-repository')) list.stop();
  const composition = repository && list.attempt(() => compose(repository, secret));
  const packages = list.attempt(() => packageJson(folder.text('package.json')));

  // Where there is no composition, all that is left to learn is whether the files' places are free.
  const composed = (render: (composition: Composition) => string): string =>
    composition === undefined ? '' : render(composition);
  const testFile = packages?.isModule ? 'test/synth.test.cjs' : 'test/synth.test.js';

  list.attempt(() => folder.createUnlessThere('tsconfig.json', TSCONFIG_JSON, 'type-checks main.ts'));
  list.attempt(() => folder.edit('.gitignore', ignored, 'ignores what is installed and what is synthesized'));
  list.attempt(() =>
    folder.edit('package.json', () => packages?.text ?? '', 'brings the packages and the scripts'),
  );
  list.attempt(() => folder.create(testFile, composed(snapshotTest), 'tests what main.ts makes'));
  list.attempt(() => folder.create('main.ts', composed(mainProgram), composed(describe)));
  // The last: where it is, the rest is as well, and a run that was killed before that is done again.
  list.attempt(() => folder.create('cdk8s.yaml', CDK8S_YAML, 'names main.ts as the program'));

  list.problems.push(...preflight(folder.changes, folder.root));
  list.stop();
  const warnings = [repository, composition, packages].flatMap((found) => found?.notices ?? []);
  return {
    changes: folder.changes,
    warnings,
    folders: foldersOf(folder.changes),
    leftoverTempFiles: folder.leftoverTempFiles,
  };
}

function ignored(text: string): string {
  return ignorePaths(text, ['node_modules/', 'dist/']).text;
}
