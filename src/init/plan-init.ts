import { ignorePaths } from '../editors/gitignore-editor';
import { preflight } from '../gitops/plan/preflight';
import { foldersOf, type Plan } from '../gitops/plan/plan';
import { ProblemList } from '../text/problem-list';
import { Repository } from '../gitops/tree/repository';
import type { ConnectionNarrowing } from '../backend/connection/choose-connection';
import { compose, describe, type Composition } from './composition';
import { refuseInitialised } from './initialised';
import { mainProgram } from './main-program';
import { packageJson } from './package-json';
import { ProjectFolder } from './project-folder';
import { CDK8S_YAML, TSCONFIG_JSON } from './settings';
import { snapshotTest } from './snapshot-test';

export interface InitOptions {
  /** The GitOps repository's folder. */
  readonly repository: string;
  /** Its folder with the base's kustomization.yaml. */
  readonly base: string;
  /** Selects the connection if the base has several. */
  readonly secret: ConnectionNarrowing;
}

/**
 * Plans the files of a project: a main.ts that states what was detected, and the files that run and test it.
 * Reads, and writes nothing.
 * @throws Refusal with every problem found.
 */
export function planInit({ repository: root, base, secret }: InitOptions): Plan {
  const folder = new ProjectFolder(root);
  refuseInitialised(folder);

  const list = new ProblemList();
  const repository = list.attempt(() => Repository.read(root, base));
  // If the folder does not exist, every file below would repeat the problem.
  if (list.problems.some(({ code }) => code === 'no-repository')) list.stop();
  const composition = repository && list.attempt(() => compose(repository, secret));
  const packages = list.attempt(() => packageJson(folder.text('package.json')));

  // Without a composition, the rest only checks whether the files can be created.
  const composed = (render: (composition: Composition) => string): string =>
    composition === undefined ? '' : render(composition);
  const testFile = packages?.isModule ? 'test/synth.test.cjs' : 'test/synth.test.js';

  list.attempt(() => folder.createUnlessThere('tsconfig.json', TSCONFIG_JSON, 'type-checks main.ts'));
  list.attempt(() => folder.edit('.gitignore', ignored, 'ignores installed packages and synthesized files'));
  list.attempt(() =>
    folder.edit('package.json', () => packages?.text ?? '', 'adds the packages and the scripts'),
  );
  list.attempt(() => folder.create(testFile, composed(snapshotTest), 'tests the output of main.ts'));
  list.attempt(() => folder.create('main.ts', composed(mainProgram), composed(describe)));
  // Last: if it exists, all other files do, and after an interrupted run init can run again.
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
