import { dependencies, devDependencies, version } from '../../package.json';
import type { Notice } from '../text/refusal';
import { JsonFile } from './json-file';

const PATH = 'package.json';

const SCRIPTS = new Map([
  ['synth', 'cdk8s-database synth'],
  // A frontend in the same repository has its own tests and package.json.
  ['test', 'jest --roots test'],
]);

/** The packages that main.ts imports and that test it, in the versions that this project is tested with. */
const PACKAGES = new Map([
  ['@types/node', devDependencies['@types/node']],
  ['cdk8s', devDependencies.cdk8s],
  ['cdk8s-database', `^${version}`],
  ['constructs', devDependencies.constructs],
  ['jest', devDependencies.jest],
  ['js-yaml', dependencies['js-yaml']],
  ['typescript', devDependencies.typescript],
]);

/** The sections in which a package may already be listed. */
const SECTIONS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];

export interface PackageJson {
  readonly text: string;
  /** True if .js files are ECMAScript modules. */
  readonly isModule: boolean;
  readonly notices: readonly Notice[];
}

/**
 * A package.json with the scripts and packages of `init`: a new one, or the existing one with missing entries added in
 * the style of their neighbours. Existing scripts and versions stay.
 * @throws Refusal if npm could not read the file
 */
export function packageJson(before: string | undefined): PackageJson {
  // npm treats an empty file as a missing one.
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
      message: `already has another script "${name}", which stays; run the command as: npx ${script}`,
    }));
}

function keptVersion(listed: unknown): Notice[] {
  const tested = PACKAGES.get('cdk8s-database');
  if (listed === undefined || listed === tested) return [];
  const message = `lists another version of cdk8s-database than ${String(tested)}, which stays; main.ts is written for ${String(tested)}`;
  return [{ code: 'version-kept', path: PATH, message }];
}
