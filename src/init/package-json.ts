import { dependencies, devDependencies, version } from '../../package.json';
import type { Notice } from '../text/refusal';
import { JsonFile } from './json-file';

const PATH = 'package.json';

const SCRIPTS = new Map([
  ['synth', 'cdk8s-database synth'],
  // A frontend beside it has tests and a package.json of its own.
  ['test', 'jest --roots test'],
]);

/** What main.ts imports and what tests it, in the versions that we are tested with ourselves. */
const PACKAGES = new Map([
  ['@types/node', devDependencies['@types/node']],
  ['cdk8s', dependencies.cdk8s],
  ['cdk8s-database', `^${version}`],
  ['constructs', dependencies.constructs],
  ['jest', devDependencies.jest],
  ['js-yaml', dependencies['js-yaml']],
  ['typescript', devDependencies.typescript],
]);

/** Where npm may find a package listed already. */
const SECTIONS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];

export interface PackageJson {
  readonly text: string;
  /** Does a .js file count as an ECMAScript module? */
  readonly isModule: boolean;
  readonly notices: readonly Notice[];
}

/**
 * A package.json with our scripts and packages: a new one, or the one that is there with what it lacks added in
 * its siblings' style. Scripts and versions that are there stay.
 * @throws Refusal for what npm could not read.
 */
export function packageJson(before: string | undefined): PackageJson {
  // npm takes a file of 0 bytes for none.
  const file = new JsonFile(
    before === undefined || before === '' ? '{\n  "private": true\n}\n' : before,
    PATH,
  );
  const listed = new Map(SECTIONS.flatMap((section) => [...file.members(section)]));
  const scripts = file.members('scripts');
  const { text } = file
    .add('scripts', without(SCRIPTS, scripts))
    .add('devDependencies', without(PACKAGES, listed), { isSorted: true });
  return {
    text,
    isModule: file.textOf('type') === 'module',
    notices: [...keptScripts(scripts), ...keptVersion(listed.get('cdk8s-database'))],
  };
}

function without(
  wanted: ReadonlyMap<string, string>,
  there: ReadonlyMap<string, unknown>,
): ReadonlyMap<string, string> {
  return new Map([...wanted].filter(([name]) => !there.has(name)));
}

function keptScripts(scripts: ReadonlyMap<string, unknown>): Notice[] {
  return [...SCRIPTS]
    .filter(([name, script]) => scripts.has(name) && scripts.get(name) !== script)
    .map(([name, script]) => ({
      code: 'script-kept',
      path: PATH,
      message: `has a script "${name}" of its own, which stays; run ours as: npx ${script}`,
    }));
}

function keptVersion(listed: unknown): Notice[] {
  const ours = PACKAGES.get('cdk8s-database');
  if (listed === undefined || listed === ours) return [];
  const message = `lists cdk8s-database in another version than ${String(ours)}, which stays; main.ts is written for ${String(ours)}`;
  return [{ code: 'version-kept', path: PATH, message }];
}
