import { posix } from 'node:path';
import { isMapping, listAt, textAt } from '../../text/mapping';
import type { Notice } from '../../text/refusal';
import { Refusal } from '../../text/refusal';
import { variablesOf } from '../dotenv/dotenv-editor';
import { ComposeFile } from './compose-file';
import { interpolated } from './interpolation';

/** The file names that Compose looks for, in its order. */
export const COMPOSE_FILES = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];

const OVERRIDES = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
];

/** The text of a file, by its path from the project's folder; undefined where there is none, or it is outside. */
export type ReadText = (path: string) => string | undefined;

/** Files that Compose merges into one, entry by entry. */
export interface FileGroup {
  readonly files: readonly ComposeFile[];
  /** To which the paths in them are relative. */
  readonly folder: string;
  /** What fills in their references. */
  readonly variables: ReadonlyMap<string, string>;
}

/** All that Compose reads where it is started in the project's folder without flags. */
export interface ProjectFiles {
  /** The file that is edited, and may not be there yet. */
  readonly path: string;
  /** The project's own files first, then each set that is included. */
  readonly groups: readonly FileGroup[];
  readonly warnings: readonly Notice[];
}

/** @throws Refusal where a file is none of Compose's, or the project's folder is another one */
export function projectFiles(read: ReadText): ProjectFiles {
  const variables = variablesOf(read('.env') ?? '');
  const named = (variables.get('COMPOSE_FILE') ?? '')
    .split(variables.get('COMPOSE_PATH_SEPARATOR') ?? ':')
    .filter((name) => name !== '')
    .map((name) => posix.normalize(name));
  const paths = named.length > 0 ? named : foundFiles(read);
  const [first = 'compose.yaml'] = paths;
  if (posix.dirname(first) !== '.') {
    const message = `names ${first} as COMPOSE_FILE, whose folder is the one of the Compose project; run Compose there by hand, or name a file beside .env first`;
    throw Refusal.of('compose-file-elsewhere', '.env', message);
  }
  const path = paths.find((one) => COMPOSE_FILES.includes(one)) ?? first;
  const found: Found = { read, groups: [], warnings: [], seen: new Set() };
  addGroup(found, paths, '.', variables);
  return { path, groups: found.groups, warnings: found.warnings };
}

function foundFiles(read: ReadText): string[] {
  const [own = 'compose.yaml', override] = [COMPOSE_FILES, OVERRIDES].map((names) =>
    names.find((name) => read(name) !== undefined),
  );
  return override === undefined ? [own] : [own, override];
}

interface Found {
  readonly read: ReadText;
  readonly groups: FileGroup[];
  readonly warnings: Notice[];
  readonly seen: Set<string>;
}

function addGroup(
  found: Found,
  paths: readonly string[],
  folder: string,
  variables: FileGroup['variables'],
): void {
  const isNew = paths.filter((path) => !found.seen.has(path) && found.seen.add(path));
  const files = isNew.flatMap((path) => {
    const text = found.read(path);
    return text === undefined ? [] : [new ComposeFile(text, path)];
  });
  found.groups.push({ files, folder, variables });
  for (const file of files) {
    for (const entry of listAt(file.data, 'include')) addIncluded(found, file, entry, folder, variables);
  }
}

function addIncluded(
  found: Found,
  file: ComposeFile,
  entry: unknown,
  folder: string,
  variables: FileGroup['variables'],
): void {
  const at = (path: string): string => posix.join(folder, interpolated(path, variables));
  const long = isMapping(entry) ? entry : { path: entry };
  const paths = texts(long['path']).map((path) => interpolated(path, variables));
  for (const path of paths.filter((one) => found.read(posix.join(folder, one)) === undefined)) {
    const message = `includes ${path}, which is not read here; see that no service and no port of main.ts is in it`;
    found.warnings.push({ code: 'compose-file-unread', path: file.path, message });
  }
  const directory = textAt(long, 'project_directory');
  const ownFolder =
    directory === undefined ? posix.dirname(posix.join(folder, paths[0] ?? '')) : at(directory);
  const envFiles = texts(long['env_file']).map(at);
  const own = (envFiles.length > 0 ? envFiles : [posix.join(ownFolder, '.env')]).flatMap((path) => [
    ...variablesOf(found.read(path) ?? ''),
  ]);
  // What the project's own .env says comes before that.
  addGroup(
    found,
    paths.map((path) => posix.join(folder, path)),
    ownFolder,
    new Map([...own, ...variables]),
  );
}

function texts(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === 'string');
}
