import { ifReadable } from '../../text/if-readable';
import { listAt, mappingAt, textAt } from '../../text/mapping';
import { parse } from 'smol-toml';
import { dependency, type Dependency } from './dependency';
import type { Registry } from './libraries';

/** package.json: what is installed for production. */
export function nodePackages(text: string): Dependency[] {
  return jsonSections(text, 'node', ['dependencies', 'optionalDependencies'], ['devDependencies']);
}

/** composer.json */
export function phpPackages(text: string): Dependency[] {
  return jsonSections(text, 'php', ['require'], ['require-dev']);
}

function jsonSections(
  text: string,
  registry: Registry,
  production: readonly string[],
  development: readonly string[],
): Dependency[] {
  const manifest = ifReadable<unknown>(() => JSON.parse(text.replace(/^\uFEFF/, '')));
  return [...production, ...development].flatMap((section) =>
    Object.entries(mappingAt(manifest, section)).map(([name, version]) =>
      dependency(registry, name, {
        version: typeof version === 'string' ? version : '',
        isDevelopment: development.includes(section),
      }),
    ),
  );
}

/** go.mod: `require` lines. The major version is not part of the name. */
export function goModules(text: string): Dependency[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [, name, version] = /^\s*(?:require\s+)?([\w.-]+\.[\w.-]+\/\S+)\s+(v\d\S*)/.exec(line) ?? [];
    if (name === undefined || version === undefined) return [];
    return [
      dependency('go', name.replace(/\/v\d+$/, ''), {
        version,
        ...(/\/\/\s*indirect\b/.test(line) && { isIndirect: true }),
      }),
    ];
  });
}

/** *.csproj, Directory.Packages.props and packages.config. Central package versions alone install nothing. */
export function dotnetPackages(text: string): Dependency[] {
  const uncommented = text.replace(/<!--.*?-->/gs, '');
  const isTest = /<IsTestProject>\s*true|Include=["']Microsoft\.NET\.Test\.Sdk["']/i.test(uncommented);
  return [
    ...uncommented.matchAll(
      /<(?:PackageReference|package)\b[^>]*?\b(?:Include|id)\s*=\s*["']([\w.-]+)["']([^>]*)/gi,
    ),
  ].map(([, name = '', rest = '']) =>
    dependency('dotnet', name, {
      version: /\bVersion\s*=\s*["']([^"']*)/i.exec(rest)?.[1] ?? '',
      isDevelopment: isTest,
    }),
  );
}

/** Gemfile: `gem` lines; those of a group for development or test, as a block or as an option. */
export function rubyGems(text: string): Dependency[] {
  const blocks: boolean[] = [];
  return text.split(/\r?\n/).flatMap((written) => {
    const line = written.replace(/(?:^|\s)#.*$/, '');
    if (/^\s*end\b/.test(line)) blocks.pop();
    if (/\bdo\b\s*(?:\|[^|]*\|)?\s*$/.test(line))
      blocks.push(/^\s*group\b/.test(line) && !/:(?:production|default)\b/.test(line));
    const [, name, rest = ''] = /^\s*gem\s*\(?\s*["']([\w-]+)["'](.*)$/.exec(line) ?? [];
    if (name === undefined) return [];
    const isGrouped = /\bgroups?:|:groups?\s*=>/.test(rest) && !/:(?:production|default)\b/.test(rest);
    return [
      dependency('ruby', name, {
        version: /^\s*,\s*["']([^"']*)["']/.exec(rest)?.[1] ?? '',
        isDevelopment: isGrouped || blocks.includes(true),
      }),
    ];
  });
}

/** Gemfile.lock: what its DEPENDENCIES name is in the Gemfile, so all of it is indirect. */
export function lockedGems(text: string): Dependency[] {
  return [...text.matchAll(/^ {4}([\w-]+) \(([^)]+)\)$/gm)].map(([, name = '', version = '']) =>
    dependency('ruby', name, { version, isIndirect: true }),
  );
}

/** mix.exs: `{:postgrex, "~> 0.20", only: :test}` */
export function elixirPackages(text: string): Dependency[] {
  const uncommented = text.replace(/(?:^|\s)#.*$/gm, '');
  return [...uncommented.matchAll(/\{\s*:(\w+)\s*,([^{}]*)\}/g)].map(([, name = '', rest = '']) =>
    dependency('elixir', name, {
      version: /"([^"]*)"/.exec(rest)?.[1] ?? '',
      isDevelopment: /\bonly:\s*(?:\[[^\]]*\]|:\w+)/.test(rest) && !/\bonly:[^,\]]*:prod\b/.test(rest),
    }),
  );
}

/** Cargo.toml, with the features that are asked for. */
export function rustCrates(text: string): Dependency[] {
  const file = ifReadable(() => parse(text.replace(/^\uFEFF/, ''))) ?? {};
  const sections = [
    [mappingAt(file, 'dependencies'), false],
    [mappingAt(file, 'workspace', 'dependencies'), false],
    [mappingAt(file, 'dev-dependencies'), true],
    [mappingAt(file, 'build-dependencies'), true],
  ] as const;
  return sections.flatMap(([section, isDevelopment]) =>
    Object.entries(section).map(([name, given]) =>
      dependency('rust', textAt(given, 'package') ?? name, {
        extras: listAt(given, 'features').map(String),
        version: typeof given === 'string' ? given : (textAt(given, 'version') ?? ''),
        isDevelopment,
      }),
    ),
  );
}
