import { load } from 'js-yaml';
import { parse } from 'smol-toml';
import { ifReadable } from '../../text/if-readable';
import { listAt, mappingAt, textAt, type Mapping } from '../../text/mapping';
import { dependency, type Dependency } from './dependency';

/** requirements.txt and similar files: one requirement per line. Options (`-r`, `--hash`) and bare URLs are ignored. */
export function requirementsPackages(text: string): Dependency[] {
  return text
    .replace(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .map((line) => line.replace(/(?:^|\s)#.*$/, ''))
    .flatMap((line) => requirement(line, false));
}

/** The files that a requirements file takes in: `-r base.txt`. Constraints (`-c`) install nothing. */
export function requirementsIncludes(text: string): string[] {
  return [...text.matchAll(/^[ \t]*(?:-r|--requirement)[ \t=]*([^\s#]+)/gm)].map(([, file = '']) => file);
}

/** The files from which setuptools takes the dependencies of a pyproject.toml: `dependencies = {file = […]}`. */
export function pyprojectIncludes(text: string): string[] {
  const { file } = mappingAt(tomlOf(text), 'tool', 'setuptools', 'dynamic', 'dependencies');
  const listed: unknown[] = Array.isArray(file) ? file : [file];
  return listed.filter((one) => typeof one === 'string');
}

/** setup.cfg: `install_requires` and the extras. */
export function setupCfgPackages(text: string): Dependency[] {
  let section = '';
  let key = '';
  return text.split(/\r?\n/).flatMap((line) => {
    const header = /^\[([^\]]+)\]/.exec(line)?.[1];
    if (header !== undefined) [section, key] = [header.trim(), ''];
    const [, name, value] = /^([\w.-]+)\s*[=:]\s*(.*)$/.exec(line) ?? [];
    if (name !== undefined) key = name;
    else if (!/^\s+\S/.test(line)) return [];
    const isExtra = section === 'options.extras_require';
    if (!isExtra && !(section === 'options' && key === 'install_requires')) return [];
    return requirement((value ?? line).replace(/(?:^|\s)#.*$/, ''), isExtra && DEVELOPMENT_GROUP.test(key));
  });
}

/** setup.py: the texts of a literal `install_requires=[…]`. A program may compute it in any other way. */
export function setupPyPackages(text: string): Dependency[] {
  const list =
    /\binstall_requires\s*=\s*\[([^[\]]*(?:\[[^[\]]*\][^[\]]*)*)\]/.exec(
      text.replace(/^\s*#.*$/gm, ''),
    )?.[1] ?? '';
  return [...list.matchAll(/(["'])((?:(?!\1).)*)\1/g)].flatMap(([, , line = '']) => requirement(line, false));
}

/** Conda's environment.yml, and the list for pip in it. */
export function condaPackages(text: string): Dependency[] {
  const listed = listAt(
    ifReadable(() => load(text)),
    'dependencies',
  );
  return listed.flatMap((one) => {
    if (typeof one === 'string')
      return requirement(one.replace(/^[\w.-]+::/, '').replace(/=(?!=)/, '=='), false);
    return requirements(listAt(one, 'pip'), false);
  });
}

/** A Dockerfile's `pip install` and `uv pip install`, which name what no file may name. */
export function dockerfilePackages(text: string): Dependency[] {
  const lines = text.replace(/^\s*#.*$/gm, '').replace(/\\[ \t]*\r?\n/g, ' ');
  return [...lines.matchAll(/\bpip3?\s+install\s+([^\n;|]*?)(?=&&|\n|;|\||$)/g)].flatMap(([, words = '']) =>
    [...words.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)]
      .map(([, double, single, bare]) => double ?? single ?? bare ?? '')
      .filter(
        (word, index, all) =>
          !/^[-./]|[/\\$]/.test(word) &&
          !/^-(?:r|c|i|t|f|e)$|^--(?:requirement|constraint|index-url|extra-index-url|target|prefix|trusted-host|find-links|editable)$/.test(
            all[index - 1] ?? '',
          ),
      )
      .flatMap((word) => requirement(word, false)),
  );
}

/** poetry.lock, pdm.lock and uv.lock: what is installed for production because another package needs it. */
export function lockedPackages(text: string): Dependency[] {
  const packages = listAt(tomlOf(text), 'package');
  const root = packages.find((one) =>
    ['.'].includes(String(mappingAt(one, 'source')['virtual'] ?? mappingAt(one, 'source')['editable'])),
  );
  const reached = root === undefined ? undefined : reachedFrom(root, packages);
  return packages.flatMap((one) => {
    const name = normalised(textAt(one, 'name') ?? '');
    const groups = listAt(one, 'groups');
    const isMain = groups.length === 0 || groups.includes('main') || groups.includes('default');
    if (one === root || !isMain || textAt(one, 'category') === 'dev' || reached?.has(name) === false)
      return [];
    return [dependency('python', name, { version: textAt(one, 'version') ?? '', isIndirect: true })];
  });
}

/** The packages that uv's root needs, without its groups for development. */
function reachedFrom(root: unknown, packages: readonly unknown[]): ReadonlySet<string> {
  const byName = new Map(packages.map((one) => [normalised(textAt(one, 'name') ?? ''), one]));
  const reached = new Set<string>();
  const visit = (one: unknown): void => {
    for (const needed of listAt(one, 'dependencies')) {
      const name = normalised(textAt(needed, 'name') ?? '');
      if (reached.has(name)) continue;
      reached.add(name);
      visit(byName.get(name));
    }
  };
  visit(root);
  return reached;
}

/** Pipfile.lock */
export function pipfileLockPackages(text: string): Dependency[] {
  const file = ifReadable<unknown>(() => JSON.parse(text));
  return Object.entries(mappingAt(file, 'default')).map(([name, given]) =>
    dependency('python', normalised(name), { version: textAt(given, 'version') ?? '', isIndirect: true }),
  );
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
