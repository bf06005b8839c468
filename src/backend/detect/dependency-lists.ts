import { ifReadable } from '../../text/if-readable';
import { mappingAt } from '../../text/mapping';

/** One package that a program depends on. */
export interface Dependency {
  readonly registry: 'python' | 'node' | 'go' | 'jvm';
  /** As the registry spells it; Python names are normalised. */
  readonly name: string;
  /** For Python: the extras in brackets after the name, normalised. */
  readonly extras: readonly string[];
  /** As written; empty if none is given. */
  readonly version: string;
  /** True if only tests, linters and similar tools need it. */
  readonly isDevelopment: boolean;
  /** True if only another package needs it. Known only for Go. */
  readonly isIndirect?: true;
}

/** package.json */
export function nodePackages(text: string): Dependency[] {
  const manifest = ifReadable<unknown>(() => JSON.parse(text.replace(/^\uFEFF/, '')));
  return ['dependencies', 'optionalDependencies', 'peerDependencies', 'devDependencies'].flatMap((section) =>
    Object.keys(mappingAt(manifest, section)).map((name) => ({
      registry: 'node' as const,
      name,
      extras: [],
      version: '',
      isDevelopment: section === 'devDependencies',
    })),
  );
}

/** go.mod: `require` lines. The major version is not part of the name. */
export function goModules(text: string): Dependency[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [, name, version] = /^\s*(?:require\s+)?([\w.-]+\.[\w.-]+\/\S+)\s+(v\d\S*)/.exec(line) ?? [];
    if (name === undefined || version === undefined) return [];
    return [
      {
        registry: 'go' as const,
        name: name.replace(/\/v\d+$/, ''),
        extras: [],
        version,
        isDevelopment: false,
        ...(/\/\/\s*indirect\b/.test(line) && { isIndirect: true }),
      },
    ];
  });
}

/** pom.xml, build.gradle, build.gradle.kts, libs.versions.toml: `group:artifact`, in the syntax of each. */
export function jvmArtifacts(text: string): Dependency[] {
  const uncommented = text.replace(/<!--.*?-->/gs, '').replace(/^\s*(?:\/\/|#).*$/gm, '');
  return JVM_SPELLINGS.flatMap((spelling) => [...uncommented.matchAll(spelling)]).map(
    ([, group, artifact]) => ({
      registry: 'jvm',
      name: `${group ?? ''}:${artifact ?? ''}`,
      extras: [],
      version: '',
      isDevelopment: false,
    }),
  );
}

const JVM_SPELLINGS = [
  /<groupId>\s*([\w.-]+)\s*<\/groupId>\s*<artifactId>\s*([\w.-]+)\s*<\/artifactId>/g,
  /['"]([\w.-]+):([\w.-]+)(?::[^'"\s]*)?['"]/g,
  /\bgroup\s*[:=]\s*['"]([\w.-]+)['"],\s*name\s*[:=]\s*['"]([\w.-]+)['"]/g,
];
