import { Refusal } from '../text/refusal';
import type { ProjectFolder } from './project-folder';

/** @throws Refusal if init ran before: the files that it wrote may have been edited since */
export function refuseInitialised(folder: ProjectFolder): void {
  const isNamed = /^app:.*\bcdk8s-database\b.*\bmain\.ts\b/m.test(folder.text('cdk8s.yaml') ?? '');
  if (!isNamed || folder.text('main.ts') === undefined) return;
  throw Refusal.of(
    'initialised-already',
    'cdk8s.yaml',
    'names main.ts as the program: the repository is already initialised; edit main.ts, then npm run synth',
  );
}
