import { parse } from 'smol-toml';
import { ifReadable } from '../../text/if-readable';
import { listAt, mappingAt, textAt, type Mapping } from '../../text/mapping';
import type { Dependency } from './dependency-lists';

/** requirements.txt and similar files: one requirement per line. Options (`-r`, `--hash`) and bare URLs are ignored. */
export function requirementsPackages(text: string): Dependency[] {
  return text
    .replace(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .map((line) => line.replace(/(?:^|\s)#.*$/, ''))
    .flatMap((line) => requirement(line, false));
}

/** pyproject.toml: PEP 621, PEP 735, Poetry, uv and PDM. */
export function pyprojectPackages(text: string): Dependency[] {
  const file = tomlOf(text);
  const poetry = mappingAt(file, 'tool', 'poetry');
  return [
    ...requirements(mappingAt(file, 'project')['dependencies'], false),
    ...groupsOfRequirements(mappingAt(file, 'project', 'optional-dependencies')),
    ...groupsOfRequirements(mappingAt(file, 'dependency-groups')),
    ...requirements(mappingAt(file, 'tool', 'uv')['dev-dependencies'], true),
    ...Object.values(mappingAt(file, 'tool', 'pdm', 'dev-dependencies')).flatMap((group) =>
      requirements(group, true),
    ),
    ...tableEntries(poetry['dependencies'], false),
    ...tableEntries(poetry['dev-dependencies'], true),
    ...Object.entries(mappingAt(poetry, 'group')).flatMap(([name, group]) => [
      ...tableEntries(mappingAt(group)['dependencies'], DEVELOPMENT_GROUP.test(name)),
      ...tableEntries(mappingAt(group)['dev-dependencies'], true),
    ]),
  ];
}

/** Pipfile: `[packages]` and `[dev-packages]`. */
export function pipfilePackages(text: string): Dependency[] {
  const file = tomlOf(text);
  return [...tableEntries(file['packages'], false), ...tableEntries(file['dev-packages'], true)];
}

const DEVELOPMENT_GROUP = /^(?:dev|develop|development|docs?|lint|tests?|testing|typing)$/i;

/** Empty for a file that cannot be parsed: a wrong driver would be worse than an unknown one. */
function tomlOf(text: string): Mapping {
  return ifReadable(() => parse(text.replace(/^\uFEFF/, ''))) ?? {};
}

function groupsOfRequirements(groups: Mapping): Dependency[] {
  return Object.entries(groups).flatMap(([name, group]) => requirements(group, DEVELOPMENT_GROUP.test(name)));
}

/** A list of PEP 508 requirements. PEP 735's `{ include-group = "name" }` is ignored, since it names no package. */
function requirements(list: unknown, isDevelopment: boolean): Dependency[] {
  return (Array.isArray(list) ? (list as unknown[]) : []).flatMap((line) =>
    typeof line === 'string' ? requirement(line, isDevelopment) : [],
  );
}

/** `name = "^2.0"`, `name = { version = "^2.0", extras = ["binary"] }`, or several of either, for one Python each. */
function tableEntries(table: unknown, isDevelopment: boolean): Dependency[] {
  return Object.entries(mappingAt(table))
    .filter(([name]) => name !== 'python')
    .map(([name, constraint]) => {
      const [first] = Array.isArray(constraint) ? (constraint as unknown[]) : [constraint];
      return {
        registry: 'python',
        name: normalised(name),
        extras: listAt(first, 'extras').map((extra) => normalised(String(extra))),
        version: typeof first === 'string' ? first : (textAt(first, 'version') ?? ''),
        isDevelopment,
      };
    });
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
