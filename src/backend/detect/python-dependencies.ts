import type { Dependency } from './dependency-lists';
import { tomlEntries, tomlStrings } from './toml-entries';

/** requirements.txt and its like: one requirement a line; options (`-r`, `--hash`) and bare URLs are passed over. */
export function requirementsPackages(text: string): Dependency[] {
  return text
    .replace(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .map((line) => line.replace(/(?:^|\s)#.*$/, ''))
    .flatMap((line) => requirement(line, false));
}

/** pyproject.toml: PEP 621, PEP 735, Poetry, uv and PDM. */
export function pyprojectPackages(text: string): Dependency[] {
  return tomlEntries(text).flatMap(({ path, value }) => {
    const [key = ''] = path.slice(-1);
    const where = path.slice(0, -1).join('.');
    const isDevelopment = path.some((part) => DEVELOPMENT_GROUP.test(part));
    if (isListOfRequirements(where, key)) {
      return tomlStrings(value).flatMap((line) => requirement(line, isDevelopment));
    }
    return POETRY_TABLE.test(path.join('.'))
      ? tableEntry(path.slice(poetryDepth(path)), value, isDevelopment)
      : [];
  });
}

/** Pipfile: `[packages]` and `[dev-packages]`. */
export function pipfilePackages(text: string): Dependency[] {
  return tomlEntries(text).flatMap(({ path: [table, ...entry], value }) =>
    table === 'packages' || table === 'dev-packages'
      ? tableEntry(entry, value, table === 'dev-packages')
      : [],
  );
}

const DEVELOPMENT_GROUP = /^(?:dev|develop|development|docs?|lint|tests?|testing|typing|dev-dependencies)$/i;
const POETRY_TABLE = /^tool\.poetry\.(?:group\.[^.]+\.)?(?:dev-)?dependencies\./;

function isListOfRequirements(where: string, key: string): boolean {
  return (
    (where === 'project' && key === 'dependencies') ||
    where === 'project.optional-dependencies' ||
    where === 'dependency-groups' ||
    (where === 'tool.uv' && key === 'dev-dependencies') ||
    where === 'tool.pdm.dev-dependencies'
  );
}

/** How many parts come before the package's name. */
function poetryDepth(path: readonly string[]): number {
  return path.findIndex((part) => /^(?:dev-)?dependencies$/.test(part)) + 1;
}

/** `name = "^2.0"`, `name = { version = "^2.0", extras = ["binary"] }`, or one key of a table named so. */
function tableEntry(entry: readonly string[], value: string, isDevelopment: boolean): Dependency[] {
  const [name, attribute] = entry;
  if (name === undefined || name === 'python') return [];
  const isTable = value.startsWith('{');
  const extras = attribute === 'extras' ? value : (/\bextras\s*=\s*(\[[^\]]*\])/.exec(value)?.[1] ?? '');
  const version = isTable ? /\bversion\s*=\s*("[^"]*"|'[^']*')/.exec(value)?.[1] : value;
  return [
    {
      registry: 'python',
      name: normalised(name),
      extras: tomlStrings(isTable || attribute === 'extras' ? extras : '').map(normalised),
      version:
        attribute === undefined || attribute === 'version' ? (tomlStrings(version ?? '')[0] ?? '') : '',
      isDevelopment,
    },
  ];
}

/** PEP 508: `name[extra] >=1,<2 ; marker`, `name @ url`. */
const REQUIREMENT =
  /^\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[([^\]]*)\])?\s*(?:\(?([^;@)]*)\)?)/;

function requirement(line: string, isDevelopment: boolean): Dependency[] {
  const [, name, extras = '', version = ''] = REQUIREMENT.exec(line) ?? [];
  if (name === undefined || /^\s*[a-z+]+:\/\//i.test(line)) return [];
  return [
    {
      registry: 'python',
      name: normalised(name),
      extras: extras.split(',').map((extra) => normalised(extra.trim())),
      version: version.replace(/\s--.*$/, '').trim(),
      isDevelopment,
    },
  ];
}

/** PEP 503. */
function normalised(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}
