import type { Dependency } from './dependency';
import {
  dotnetPackages,
  elixirPackages,
  goModules,
  lockedGems,
  nodePackages,
  phpPackages,
  rubyGems,
  rustCrates,
} from './dependency-lists';
import { gradleArtifacts, mavenArtifacts } from './jvm-dependencies';
import {
  condaPackages,
  dockerfilePackages,
  lockedPackages,
  pipfileLockPackages,
  pipfilePackages,
  pyprojectIncludes,
  pyprojectPackages,
  requirementsIncludes,
  requirementsPackages,
  setupCfgPackages,
  setupPyPackages,
} from './python-dependencies';

interface Reader {
  /** Matches the path. */
  readonly path: RegExp;
  readonly read: (text: string) => Dependency[];
  /** The files that it takes in, relative to its folder. */
  readonly includes?: (text: string) => string[];
}

const READERS: readonly Reader[] = [
  {
    path: /(?:^|\/)(?:[^/]+[-_.])?requirements(?:[-_.][^/]+)?\.(?:txt|in)$|(?:^|\/)requirements\/[^/]+\.(?:txt|in)$/i,
    read: requirementsPackages,
    includes: requirementsIncludes,
  },
  { path: /(?:^|\/)pyproject\.toml$/, read: pyprojectPackages, includes: pyprojectIncludes },
  { path: /(?:^|\/)Pipfile$/, read: pipfilePackages },
  { path: /(?:^|\/)setup\.cfg$/, read: setupCfgPackages },
  { path: /(?:^|\/)setup\.py$/, read: setupPyPackages },
  { path: /(?:^|\/)(?:poetry|uv|pdm)\.lock$/, read: lockedPackages },
  { path: /(?:^|\/)Pipfile\.lock$/, read: pipfileLockPackages },
  { path: /(?:^|\/)(?:conda-)?environment\.ya?ml$/, read: condaPackages },
  { path: /(?:^|\/)(?:Dockerfile|Containerfile)(?:\.[\w-]+)?$|\.[Dd]ockerfile$/, read: dockerfilePackages },
  { path: /(?:^|\/)package\.json$/, read: nodePackages },
  { path: /(?:^|\/)composer\.json$/, read: phpPackages },
  { path: /(?:^|\/)go\.mod$/, read: goModules },
  { path: /(?:^|\/)pom\.xml$/, read: mavenArtifacts },
  {
    path: /(?:^|\/)(?:build\.gradle|build\.gradle\.kts|libs\.versions\.toml|build\.sbt)$/,
    read: gradleArtifacts,
  },
  { path: /\.(?:cs|fs|vb)proj$|(?:^|\/)(?:Directory\.Build\.props|packages\.config)$/, read: dotnetPackages },
  { path: /(?:^|\/)(?:Gemfile|gems\.rb)$/, read: rubyGems },
  { path: /(?:^|\/)Gemfile\.lock$/, read: lockedGems },
  { path: /(?:^|\/)mix\.exs$/, read: elixirPackages },
  { path: /(?:^|\/)Cargo\.toml$/, read: rustCrates },
];

/** A list for pip that another file takes in may have any name. */
const INCLUDED: Reader = { path: /$/, read: requirementsPackages, includes: requirementsIncludes };

/** True if a file of this path lists a program's dependencies. */
export function listsDependencies(path: string): boolean {
  return READERS.some((reader) => reader.path.test(path));
}

/** The reader of a file; a file that is only taken in by another is a list for pip. */
export function readerOf(path: string): Reader {
  return READERS.find((reader) => reader.path.test(path)) ?? INCLUDED;
}
