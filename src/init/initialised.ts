import { Refusal } from '../text/refusal';
import type { ProjectFolder } from './project-folder';

/** @throws Refusal where init was here before: what it wrote is the user's own by now. */
export function refuseInitialised(folder: ProjectFolder): void {
  const isNamed = /^app:.*\bcdk8s-database\b.*\bmain\.ts\b/m.test(folder.text('cdk8s.yaml') ?? '');
  if (!isNamed || folder.text('main.ts') === undefined) return;
  throw Refusal.of(
    'initialised-already',
    'cdk8s.yaml',
    'names main.ts as the program: the repository is initialised already; say in main.ts what is to change, then npm run synth',
  );
}
